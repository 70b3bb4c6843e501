import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import { openAuditTable } from '#shared/audit/audit-table';
import { createDynamoAuditWriter } from '#shared/audit/dynamo-audit-writer';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoMembers } from '#shared/campaigns/dynamo-members';
import { quickCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import { createDocumentClient } from '#shared/data/document-client';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import { createLog, stackOf } from '#shared/observability/logger';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { clearLeftovers } from '#shared/records/dynamo-leftovers';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { readEnvironment } from '../define-function.ts';
import { noteChanges } from './audit-changes.ts';
import { changeEntries, goneRecords } from './dynamo-stream-entries.ts';
import { createEventBridgeBus } from './event-bridge-bus.ts';
import { recordChangesFunction } from './function.ts';
import { keepMembers } from './keep-members.ts';
import { publishChanges } from './publish-changes.ts';
import { type Leftovers, purgeRecords } from './purge-records.ts';
import { type RepeatNeeds, repeatTasks } from './repeat-tasks.ts';

const environment = readEnvironment(recordChangesFunction);
const log = createLog('record-changes');
const client = inTime(new EventBridgeClient(quickCalls));
const documents = createDocumentClient();
const audit = createDynamoAuditWriter(documents, openAuditTable(environment));
const table = environment.RECORDS_TABLE;
const store = createDynamoRecordStore(documents, table);
const members = createDynamoMembers(documents, table);
const leftovers: Leftovers = {
  async clear(object, id) {
    if (object === 'campaign') await members.clear(id);
    const needs = { documents, table, store, definitions: shippedDefinitions, clock, ids };
    await clearLeftovers(needs, object, id);
  },
};
const memberNeeds = {
  members,
  store,
  definitions: shippedDefinitions,
  ids,
};
const repeatNeeds: RepeatNeeds = {
  store: { ...createDynamoBulkRecordStore(documents, table), locate: store.locate },
  definitions: createDefinitionCache(documents, environment.IDENTITY_TABLE),
  directory: createDynamoDirectory(documents, environment.IDENTITY_TABLE),
  ids,
};
const bus = createEventBridgeBus(client, environment.EVENT_BUS_NAME);

/** Answers with the changes and removals that could not be worked off (partial batch response). */
export async function handler(event: unknown): Promise<DynamoDBBatchResponse> {
  const entries = changeEntries(event);
  await noteChanges(audit, entries);
  const unpublished = await publishChanges({ bus, log }, entries);
  const unkept = await keepMembers(memberNeeds, entries, (error) => {
    log.error('campaign-members.unkept', 'Memberships could not be kept in line with a record.', {
      stack: stackOf(error),
    });
  });
  const unrepeated = await repeatTasks(repeatNeeds, entries, (error) => {
    log.error('task-series.unrepeated', 'The next task of a series could not be made.', {
      stack: stackOf(error),
    });
  });
  const uncleared = await purgeRecords(leftovers, goneRecords(event), (error) => {
    log.error('record-purge.failed', 'What a purged record left could not be cleared.', {
      stack: stackOf(error),
    });
  });
  return {
    batchItemFailures: [...new Set([...unpublished, ...unkept, ...unrepeated, ...uncleared])].map(
      (itemIdentifier) => ({ itemIdentifier }),
    ),
  };
}
