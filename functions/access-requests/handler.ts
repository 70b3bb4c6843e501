import type { AccessRequest } from '#shared/access-requests/access-request';
import type { RequestActor } from '#shared/access-requests/access-request-store';
import { createDynamoAccessRequests } from '#shared/access-requests/dynamo-access-requests';
import { openAuditTable } from '#shared/audit/audit-table';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { openIdentityTable } from '#shared/auth/identity-table';
import type { Principal } from '#shared/auth/principal';
import { originOf } from '#shared/auth/request-origin';
import { apiHandler } from '#shared/http/api-handler';
import type { RequestFacts } from '#shared/http/call';
import { createLog } from '#shared/observability/logger';
import { createDynamoRoles } from '#shared/permissions/dynamo-roles';
import { permits } from '#shared/permissions/policy';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoShares } from '#shared/sharing/dynamo-shares';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { readEnvironment } from '../define-function.ts';
import { answeredBy, visibleRequest } from './answerable-request.ts';
import { askForAccess } from './ask-for-access.ts';
import { refuseAccessRequest, withdrawAccessRequest } from './close-access-request.ts';
import { accessRequestsFunction } from './function.ts';
import { grantAccessRequest } from './grant-access-request.ts';
import type { RequestNeeds } from './request-needs.ts';
import { accessRequestRoutes } from './routes.ts';

const environment = readEnvironment(accessRequestsFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const { documents, clock, ids } = identity;
const audit = openAuditTable(environment);
const { RECORDS_TABLE, JOBS_TABLE } = environment;
const needs: RequestNeeds = {
  requests: createDynamoAccessRequests({ documents, table: JOBS_TABLE, audit, clock, ids }),
  users: createDynamoUsers(identity),
  roles: createDynamoRoles(identity),
  store: createDynamoRecordStore(documents, RECORDS_TABLE),
  shares: createDynamoShares({ documents, table: RECORDS_TABLE, clock, audit, nextId: ids.next }),
  bulk: createDynamoBulkRecordStore(documents, RECORDS_TABLE),
  clock,
  ids,
};

const actor = ({ userId }: Principal, { requestId, sourceIp }: RequestFacts): RequestActor => ({
  ...{ userId, means: 'api', requestId, sourceIp },
});

/** Without what is only to be done. */
const viewOf = ({
  version: _,
  isDue: __,
  untold: ___,
  formerRoleId: ____,
  ...request
}: AccessRequest) => request;

async function listed(principal: Principal, list: 'mine' | 'open') {
  if (list === 'mine') return needs.requests.ofPerson(principal.userId);
  const open = (await needs.requests.pending()).filter(({ state }) => state === 'open');
  return answeredBy(needs, principal, open);
}

export const handler = apiHandler(
  accessRequestRoutes,
  {
    askForAccess: async ({ principal, body: { reason, ...wanted }, request }) => {
      const asked = { wanted, reason };
      return {
        body: viewOf(await askForAccess(needs, principal, asked, actor(principal, request))),
      };
    },
    listAccessRequests: async ({ principal, query: { list } }) => ({
      body: { requests: (await listed(principal, list)).map(viewOf) },
    }),
    readAccessRequest: async ({ principal, params }) => ({
      body: viewOf(await visibleRequest(needs, principal, params.requestId)),
    }),
    grantAccessRequest: async ({ principal, params, body, request }) => {
      const { requestId } = params;
      const { reason, until, roleId } = body;
      const input = { requestId, reason, until, roleId };
      const by = actor(principal, request);
      const origin = originOf(request);
      return { body: viewOf(await grantAccessRequest(needs, principal, input, by, origin)) };
    },
    refuseAccessRequest: async ({ principal, params, body: { reason }, request }) => {
      const input = { requestId: params.requestId, reason };
      const by = actor(principal, request);
      return { body: viewOf(await refuseAccessRequest(needs, principal, input, by)) };
    },
    withdrawAccessRequest: async ({ principal, params, request }) => {
      const by = actor(principal, request);
      return { body: viewOf(await withdrawAccessRequest(needs, principal, params.requestId, by)) };
    },
  },
  {
    gate: createDynamoGate(identity),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('access-requests'),
  },
);
