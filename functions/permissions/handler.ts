import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDocumentClient } from '#shared/data/document-client';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { apiHandler } from '#shared/http/api-handler';
import { isCustomKey } from '#shared/objects/custom-field';
import { createLog } from '#shared/observability/logger';
import { copyOfGrant } from '#shared/permissions/grant-copy';
import { permits } from '#shared/permissions/policy';
import type { Grant } from '#shared/permissions/rights';
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
const definitions = createDefinitionCache(documents, IDENTITY_TABLE);
const needs: ExplainNeeds = {
  definitions,
  store: createDynamoRecordStore(documents, RECORDS_TABLE),
  shares: createDynamoSharesOfCaller({ documents, table: RECORDS_TABLE, clock }),
  directory: createDynamoDirectory(documents, IDENTITY_TABLE),
  roles: createRoleCache(documents, IDENTITY_TABLE, definitions),
};

/** Administrators' fields that a role may not see are not even named to its holders. */
const withoutSecrets = ({ hidden, ...grant }: Grant) =>
  copyOfGrant({ ...grant, hidden: hidden?.filter((name) => !isCustomKey(name)) });

const viewOf = ({ grant, ...answer }: Explained) => ({
  body: { ...answer, grant: grant && withoutSecrets(grant) },
});

export const handler = apiHandler(
  permissionsRoutes,
  {
    readMyPermissions: async ({ principal: { role, rights } }) => ({
      body: { role, grants: rights.grants.map(withoutSecrets), duties: [...rights.duties] },
    }),
    explainMyPermission: async ({ principal, query }) =>
      viewOf(await explainMyPermission(needs, principal, query)),
    explainPermission: async ({ principal, query }) =>
      viewOf(await explainPermission(needs, principal, query)),
  },
  {
    gate: createDynamoGate({ documents, table: IDENTITY_TABLE, clock, definitions }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('permissions'),
  },
);
