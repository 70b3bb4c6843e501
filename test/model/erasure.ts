import { createDynamoPersonNeeds } from '#functions/privacy-worker/dynamo-person-needs';
import { runPersonRequest } from '#functions/privacy-worker/run-person-request';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { noReceipt } from '#shared/privacy/person-request';
import type { MeteredStore } from '../contract/capacity/metered-store.ts';

/** Erases contacts as the worker does, where nobody has imported or exported anything. */
export function openErasure({ documents }: MeteredStore): (contactId: string) => Promise<void> {
  let isUnfinished = false;
  const needs = createDynamoPersonNeeds({
    documents,
    tables: { records: 'records', jobs: 'jobs', search: 'search', audit: 'audit' },
    definitions: createDefinitionCache(documents, 'identity'),
    queue: {
      send: async () => {
        isUnfinished = true;
      },
    },
    files: {
      write: async () => 0,
      listRows: async () => [],
      readText: async () => undefined,
      removeAll: async () => undefined,
    },
  });
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
