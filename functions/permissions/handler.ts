import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDocumentClient } from '#shared/data/document-client';
import { systemClock as clock } from '#shared/domain/clock';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { copyOfGrant } from '#shared/permissions/grant-copy';
import { permits } from '#shared/permissions/policy';
import { createRoleCache } from '#shared/permissions/role-cache';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoSharesOfCaller } from '#shared/sharing/dynamo-shares-of-caller';
import { readEnvironment } from '../define-function.ts';
import {
  type Explained,
  type ExplainNeeds,
  explainMyPermission,
  explainPermission,
} from './explain-permission.ts';
import { permissionsFunction } from './function.ts';
import { permissionsRoutes } from './routes.ts';

const environment = readEnvironment(permissionsFunction);
const documents = createDocumentClient();
const { RECORDS_TABLE, IDENTITY_TABLE } = environment;
const needs: ExplainNeeds = {
  store: createDynamoRecordStore(documents, RECORDS_TABLE),
  shares: createDynamoSharesOfCaller({ documents, table: RECORDS_TABLE, clock }),
  directory: createDynamoDirectory(documents, IDENTITY_TABLE),
  roles: createRoleCache(documents, IDENTITY_TABLE),
};

const viewOf = ({ grant, ...answer }: Explained) => ({
  body: { ...answer, grant: grant && copyOfGrant(grant) },
});

export const handler = apiHandler(
  permissionsRoutes,
  {
    readMyPermissions: async ({ principal: { role, rights } }) => ({
      body: { role, grants: rights.grants.map(copyOfGrant), duties: [...rights.duties] },
    }),
    explainMyPermission: async ({ principal, query }) =>
      viewOf(await explainMyPermission(needs, principal, query)),
    explainPermission: async ({ principal, query }) =>
      viewOf(await explainPermission(needs, principal, query)),
  },
  {
    gate: createDynamoGate({ documents, table: IDENTITY_TABLE, clock }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('permissions'),
  },
);
