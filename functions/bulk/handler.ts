import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { deleteRecord } from '../records/delete-record.ts';
import { openRecords } from '../records/open-records.ts';
import { patched } from '../records/sent-values.ts';
import { updateRecord } from '../records/update-record.ts';
import { eachRecord } from './each-record.ts';
import { bulkFunction } from './function.ts';
import { bulkRoutes } from './routes.ts';

const environment = readEnvironment(bulkFunction);
const { dependencies, gate } = openRecords(environment);

export const handler = apiHandler(
  bulkRoutes,
  {
    updateRecords: async ({ principal, body, request: { requestId } }) => {
      const object = dependencies.definitions.current(body.object);
      const patch = patched(body.patch);
      return {
        body: await eachRecord(body.ids, async (id) => {
          const request = { requestId, ifMatch: undefined };
          const input = { object, id, patch, request, anyVersion: true };
          return (await updateRecord(dependencies, principal, input)).record.version;
        }),
      };
    },
    deleteRecords: async ({ principal, body, request: { requestId } }) => {
      const object = dependencies.definitions.current(body.object);
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
    gate,
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('bulk'),
  },
);
