import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { openIdentityTable } from '#shared/auth/identity-table';
import { originOf } from '#shared/auth/request-origin';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { createDynamoRoles } from '#shared/permissions/dynamo-roles';
import { copyOfGrant } from '#shared/permissions/grant-copy';
import { permits } from '#shared/permissions/policy';
import { isShipped } from '#shared/permissions/role';
import type { HeldRole } from '#shared/permissions/role-store';
import { readEnvironment } from '../define-function.ts';
import { changeRole } from './change-role.ts';
import { createRole } from './create-role.ts';
import { existingRole } from './existing-role.ts';
import { rolesFunction } from './function.ts';
import { removeRole } from './remove-role.ts';
import { resetRole } from './reset-role.ts';
import { rolesRoutes } from './routes.ts';

const { APP_ORIGIN, IDENTITY_TABLE } = readEnvironment(rolesFunction);
const identity = openIdentityTable(IDENTITY_TABLE);
const needs = { roles: createDynamoRoles(identity) };

const viewOf = ({ grants, duties, ...role }: HeldRole) => ({
  ...role,
  grants: grants.map(copyOfGrant),
  duties: [...duties],
  isShipped: isShipped(role.roleId),
});
const answer = (role: HeldRole) => ({ body: viewOf(role), version: role.version });

export const handler = apiHandler(
  rolesRoutes,
  {
    listRoles: async () => ({ body: { roles: (await needs.roles.list()).map(viewOf) } }),
    readRole: async ({ params }) => answer(await existingRole(needs.roles, params.roleId)),
    createRole: async ({ principal, body, request }) =>
      answer(await createRole(needs, principal, originOf(request), body)),
    changeRole: async ({ principal, params, body, request }) => {
      const input = { roleId: params.roleId, version: request.ifMatch ?? '', change: body };
      return answer(await changeRole(needs, principal, originOf(request), input));
    },
    resetRole: async ({ principal, params, request }) =>
      answer(await resetRole(needs, principal, originOf(request), params.roleId)),
    removeRole: async ({ principal, params, request }) => {
      const input = { roleId: params.roleId, version: request.ifMatch ?? '' };
      await removeRole(needs, principal, originOf(request), input);
      return { body: undefined };
    },
  },
  { gate: createDynamoGate(identity), permits, appOrigin: APP_ORIGIN, log: createLog('roles') },
);
