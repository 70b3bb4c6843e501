import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDocumentClient } from '#shared/data/document-client';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { createDynamoSearchIndex } from '#shared/search/dynamo-search-index';
import { createDynamoSharesOfCaller } from '#shared/sharing/dynamo-shares-of-caller';
import { readEnvironment } from '../define-function.ts';
import { searchFunction } from './function.ts';
import { searchRoutes } from './routes.ts';
import { searchRecords } from './search-records.ts';

const environment = readEnvironment(searchFunction);
const documents = createDocumentClient();
const definitions = createDefinitionCache(documents, environment.IDENTITY_TABLE);
const dependencies = {
  definitions,
  index: createDynamoSearchIndex(documents, environment.SEARCH_TABLE),
  records: createDynamoBulkRecordStore(documents, environment.RECORDS_TABLE),
  shares: createDynamoSharesOfCaller({ documents, table: environment.RECORDS_TABLE, clock }),
  clock,
};

export const handler = apiHandler(
  searchRoutes,
  {
    searchRecords: async ({ principal, query: { q, objects, limit } }) => ({
      body: await searchRecords(dependencies, principal, { typed: q, objects, limit }),
    }),
  },
  {
    gate: createDynamoGate({
      documents,
      table: environment.IDENTITY_TABLE,
      clock,
      definitions,
      presumes: true,
    }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('search'),
  },
);
