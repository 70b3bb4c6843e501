import type { Context } from 'aws-lambda';
import { createDocumentClient } from '#shared/data/document-client';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { createLog } from '#shared/observability/logger';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { findWaking } from '#shared/records/dynamo-waking';
import { readEnvironment } from '../define-function.ts';
import { recordWakeFunction } from './function.ts';
import { type WakeNeeds, wakeRecords } from './wake-records.ts';

const { RECORDS_TABLE: table, IDENTITY_TABLE } = readEnvironment(recordWakeFunction);
const log = createLog('record-wake');
const documents = createDocumentClient();
const definitions = createDefinitionCache(documents, IDENTITY_TABLE);

const needs: WakeNeeds = {
  waking: { find: (object, now, limit) => findWaking(documents, table, object, now, limit) },
  store: createDynamoRecordStore(documents, table),
  definitions,
  clock,
  ids,
  log,
};

/** Left for what is under way when time runs out. */
const reserveMs = 10_000;

export async function handler(_event: unknown, context: Context): Promise<void> {
  await definitions.refresh();
  const mayGoOn = () => context.getRemainingTimeInMillis() > reserveMs;
  const count = await wakeRecords(needs, mayGoOn);
  if (count > 0) log.info('record-wake.woken', 'Reminders and deadlines have come.', { count });
}
