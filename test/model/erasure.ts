import { createDynamoRecordErasure } from '#functions/privacy-worker/dynamo-record-erasure';
import { createDynamoTableSweep } from '#functions/privacy-worker/dynamo-table-sweep';
import type { PersonNeeds } from '#functions/privacy-worker/person-world';
import { runPersonRequest } from '#functions/privacy-worker/run-person-request';
import { createDynamoMembers } from '#shared/campaigns/dynamo-members';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { createDynamoMatchIndex } from '#shared/duplicates/dynamo-match-index';
import { createDynamoMerges } from '#shared/merges/dynamo-merges';
import { objects } from '#shared/objects/objects';
import { createDynamoErasedPeople } from '#shared/privacy/dynamo-erased-people';
import { createDynamoPersonRequests } from '#shared/privacy/dynamo-person-requests';
import { noReceipt, personObjects } from '#shared/privacy/person-request';
import { findByName } from '#shared/records/dynamo-find-by-name';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import type { MeteredStore } from '../contract/capacity/metered-store.ts';

/** Erases contacts as the worker does, where nobody has imported or exported anything. */
export function openErasure({ documents }: MeteredStore): (contactId: string) => Promise<void> {
  const records = 'records';
  const tables = { records, jobs: 'jobs', search: 'search', audit: 'audit' };
  const definitions = createDefinitionCache(documents, 'identity');
  let isUnfinished = false;
  const needs: PersonNeeds = {
    store: createDynamoRecordStore(documents, records),
    requests: createDynamoPersonRequests(documents, tables.jobs),
    queue: {
      send: async () => {
        isUnfinished = true;
      },
    },
    erasure: createDynamoRecordErasure(documents, records, definitions),
    sweep: createDynamoTableSweep(documents, tables),
    files: {
      write: async () => 0,
      listRows: async () => [],
      readText: async () => undefined,
      removeAll: async () => undefined,
    },
    erased: createDynamoErasedPeople(
      documents,
      records,
      createDynamoCursorSecret(documents, records, 'erasure'),
    ),
    matches: createDynamoMatchIndex(documents, tables.search),
    relations: createDynamoMerges(documents, records),
    members: createDynamoMembers(documents, records),
    namesakes: async (name) =>
      (
        await Promise.all(
          personObjects.map((object) => findByName(documents, records, objects[object], name)),
        )
      ).flat(),
    definitions,
    clock,
    ids,
  };
  return async (contactId) => {
    const requestId = ids.next();
    await needs.requests.create({
      ...{ id: requestId, kind: 'erasure', state: 'queued', version: 1, step: 'collect' },
      subjects: [{ object: 'contact', id: contactId }],
      ...{ reason: 'Asked in writing.', startedBy: ids.next(), receipt: noReceipt },
      createdAt: clock.now().toISOString(),
      ...{ linked: [], importIds: [] },
    });
    do {
      isUnfinished = false;
      await runPersonRequest(needs, { requestId }, () => true);
    } while (isUnfinished);
  };
}
