import { openAuditTable } from '#shared/audit/audit-table';
import { createDynamoAuditWriter } from '#shared/audit/dynamo-audit-writer';
import { createReadAudit } from '#shared/audit/read-audit';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { apiHandler } from '#shared/http/api-handler';
import { objects } from '#shared/objects/objects';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoSharesOfCaller } from '#shared/sharing/dynamo-shares-of-caller';
import { readEnvironment } from '../define-function.ts';
import { deleteRecord } from '../records/delete-record.ts';
import type { RecordDependencies } from '../records/record-dependencies.ts';
import { patched } from '../records/sent-values.ts';
import { updateRecord } from '../records/update-record.ts';
import { eachRecord } from './each-record.ts';
import { bulkFunction } from './function.ts';
import { bulkRoutes } from './routes.ts';

const environment = readEnvironment(bulkFunction);
const documents = createDocumentClient();

const dependencies: RecordDependencies = {
  store: createDynamoRecordStore(documents, environment.RECORDS_TABLE),
  definitions: shippedDefinitions,
  shares: createDynamoSharesOfCaller({ documents, table: environment.RECORDS_TABLE, clock }),
  reads: createReadAudit(createDynamoAuditWriter(documents, openAuditTable(environment)), clock),
  directory: createDynamoDirectory(documents, environment.IDENTITY_TABLE),
  clock,
  ids,
  cursorSecret: createDynamoCursorSecret(documents, environment.RECORDS_TABLE),
};

export const handler = apiHandler(
  bulkRoutes,
  {
    updateRecords: async ({ principal, body, request: { requestId } }) => {
      const object = objects[body.object];
      const patch = patched(body.patch);
      return {
        body: await eachRecord(body.ids, async (id) => {
          const current = await dependencies.store.get(object, id);
          const request = { requestId, ifMatch: String(current?.version ?? '') };
          const input = { object, id, patch, request };
          return (await updateRecord(dependencies, principal, input)).record.version;
        }),
      };
    },
    deleteRecords: async ({ principal, body, request: { requestId } }) => {
      const object = objects[body.object];
      const request = { requestId, ifMatch: undefined };
      return {
        body: await eachRecord(body.ids, async (id) => {
          await deleteRecord(dependencies, principal, { object, id, request });
          return undefined;
        }),
      };
    },
  },
  {
    gate: createDynamoGate({ documents, table: environment.IDENTITY_TABLE, clock }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('bulk'),
  },
);
