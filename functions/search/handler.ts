import { openAuditTable } from '#shared/audit/audit-table';
import { createDynamoAuditWriter } from '#shared/audit/dynamo-audit-writer';
import { createReadAudit } from '#shared/audit/read-audit';
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
const reads = createReadAudit(
  createDynamoAuditWriter(documents, openAuditTable(environment)),
  clock,
);
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
    searchRecords: async ({ principal, query: { q, objects, limit }, request }) => {
      const input = { typed: q, objects, limit };
      const body = await searchRecords(dependencies, principal, input);
      const byObject = Map.groupBy(body.items, ({ object }) => object);
      for (const [name, items] of byObject) {
        const shown = items.map(({ id, matched: { field, value } }) => ({ id, [field]: value }));
        await reads.note(principal.userId, definitions.current(name), shown, request);
      }
      return { body };
    },
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
