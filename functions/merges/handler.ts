import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoMembers } from '#shared/campaigns/dynamo-members';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { createSqsJobQueue } from '#shared/data/sqs-job-queue';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { apiHandler } from '#shared/http/api-handler';
import { createDynamoMerges } from '#shared/merges/dynamo-merges';
import { createLog } from '#shared/observability/logger';
import { permits, policyFor } from '#shared/permissions/policy';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoSharesOfCaller } from '#shared/sharing/dynamo-shares-of-caller';
import { readEnvironment } from '../define-function.ts';
import { checkedChange, patched } from '../records/sent-values.ts';
import { mergesFunction } from './function.ts';
import { listMerges } from './list-merges.ts';
import type { MergeDependencies } from './merge-dependencies.ts';
import { mergeRecords } from './merge-records.ts';
import { mergeView } from './merge-view.ts';
import { mergeRoutes } from './routes.ts';
import { undoMerge } from './undo-merge.ts';

const environment = readEnvironment(mergesFunction);
const documents = createDocumentClient();

const definitions = createDefinitionCache(documents, environment.IDENTITY_TABLE);

const dependencies: MergeDependencies = {
  store: createDynamoRecordStore(documents, environment.RECORDS_TABLE),
  merges: createDynamoMerges(documents, environment.RECORDS_TABLE),
  members: createDynamoMembers(documents, environment.RECORDS_TABLE),
  shares: createDynamoSharesOfCaller({ documents, table: environment.RECORDS_TABLE, clock }),
  definitions,
  directory: createDynamoDirectory(documents, environment.IDENTITY_TABLE),
  queue: createSqsJobQueue(environment.MERGES_QUEUE_URL),
  cursorSecret: createDynamoCursorSecret(documents, environment.RECORDS_TABLE),
  clock,
  ids,
};

export const handler = apiHandler(
  mergeRoutes,
  {
    listMerges: async ({ principal, query: { object, ...page } }) => {
      const { winnerId, limit, cursor } = page;
      const input = { object: definitions.current(object), winnerId, limit, cursor };
      const { listed, nextCursor } = await listMerges(dependencies, principal, input);
      const policy = policyFor(principal);
      const items = listed.map(({ merge, winner }) => mergeView(policy, merge, winner));
      return { body: { items, nextCursor } };
    },
    mergeRecords: async ({ principal, body }) => {
      const object = definitions.current(body.object);
      const { record, merge } = await mergeRecords(dependencies, principal, {
        object,
        winner: body.winner,
        losers: body.others,
        chosen: checkedChange(policyFor(principal), object, patched(body.values ?? {})),
      });
      return { body: mergeView(policyFor(principal), merge, record) };
    },
    undoMerge: async ({ principal, body: { object, winnerId } }) => {
      const input = { object: definitions.current(object), winnerId };
      const { record, merge } = await undoMerge(dependencies, principal, input);
      return { body: mergeView(policyFor(principal), merge, record) };
    },
  },
  {
    gate: createDynamoGate({ documents, table: environment.IDENTITY_TABLE, clock, definitions }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('merges'),
  },
);
