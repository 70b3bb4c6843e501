import { createDocumentClient } from '#shared/data/document-client';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import { createLog } from '#shared/observability/logger';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { findWaking } from '#shared/records/dynamo-waking';
import { readEnvironment } from '../define-function.ts';
import { recordWakeFunction } from './function.ts';
import { type WakeNeeds, wakeRecords } from './wake-records.ts';

const { RECORDS_TABLE: table } = readEnvironment(recordWakeFunction);
const log = createLog('record-wake');
const documents = createDocumentClient();

const needs: WakeNeeds = {
  waking: { find: (object, now, limit) => findWaking(documents, table, object, now, limit) },
  store: createDynamoRecordStore(documents, table),
  definitions: shippedDefinitions,
  clock,
  ids,
};

export async function handler(): Promise<void> {
  const count = await wakeRecords(needs);
  if (count > 0) log.info('record-wake.woken', 'Reminders and deadlines have come.', { count });
}
