import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { createDynamoMatchIndex } from '#shared/duplicates/dynamo-match-index';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoSharesOfCaller } from '#shared/sharing/dynamo-shares-of-caller';
import { readEnvironment } from '../define-function.ts';
import { filled } from '../records/sent-values.ts';
import { checkDuplicates } from './check-duplicates.ts';
import { decideDuplicates } from './decide-duplicates.ts';
import type { DuplicateDependencies } from './duplicate-dependencies.ts';
import { createDynamoDecisions } from './dynamo-decisions.ts';
import { duplicatesFunction } from './function.ts';
import { listDuplicates } from './list-duplicates.ts';
import { duplicateRoutes } from './routes.ts';

const environment = readEnvironment(duplicatesFunction);
const documents = createDocumentClient();
const table = environment.RECORDS_TABLE;

const definitions = createDefinitionCache(documents, environment.IDENTITY_TABLE);

const dependencies: DuplicateDependencies = {
  store: createDynamoRecordStore(documents, table),
  records: createDynamoBulkRecordStore(documents, table),
  shares: createDynamoSharesOfCaller({ documents, table, clock }),
  decisions: createDynamoDecisions(documents, table),
  matches: createDynamoMatchIndex(documents, environment.SEARCH_TABLE),
  cursorSecret: createDynamoCursorSecret(documents, table),
  definitions,
  clock,
};

export const handler = apiHandler(
  duplicateRoutes,
  {
    checkDuplicates: async ({ principal, body: { object, values, exceptId } }) => {
      const input = { object, values: filled(values), exceptId };
      return { body: { candidates: await checkDuplicates(dependencies, principal, input) } };
    },
    listDuplicates: async ({ principal, query: { object, limit, cursor } }) => ({
      body: await listDuplicates(dependencies, principal, { object, limit, cursor }),
    }),
    decideDuplicates: async ({ principal, body }) => ({
      body: await decideDuplicates(dependencies, principal, body),
    }),
  },
  {
    gate: createDynamoGate({ documents, table: environment.IDENTITY_TABLE, clock, definitions }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('duplicates'),
  },
);
