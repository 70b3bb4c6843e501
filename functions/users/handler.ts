import {
  createCognitoAdministration,
  createCognitoGlobalSignOut,
} from '#shared/auth/cognito-administration';
import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { openIdentityTable } from '#shared/auth/identity-table';
import type { Principal } from '#shared/auth/principal';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { originOf } from '#shared/auth/request-origin';
import { apiHandler } from '#shared/http/api-handler';
import type { RequestFacts } from '#shared/http/call';
import { createDynamoSuppressions } from '#shared/mail/dynamo-suppressions';
import { createSesSuppressionList } from '#shared/mail/ses-suppression-list';
import { createLog } from '#shared/observability/logger';
import { createDynamoRoles } from '#shared/permissions/dynamo-roles';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { changeUser } from './change-user.ts';
import { disableUser } from './disable-user.ts';
import { createDynamoUsers } from './dynamo-users.ts';
import { enableUser } from './enable-user.ts';
import { existingUser } from './existing-user.ts';
import { usersFunction } from './function.ts';
import { inviteUser } from './invite-user.ts';
import { refuseRoleAboveOwn } from './refuse-role-above-own.ts';
import { resendInvitation } from './resend-invitation.ts';
import { resetUserPassword } from './reset-user-password.ts';
import { restoreMail } from './restore-mail.ts';
import { usersRoutes } from './routes.ts';
import type { Actor } from './user-store.ts';
import { viewUsers } from './user-view.ts';

const { APP_ORIGIN, IDENTITY_TABLE, USER_POOL_ID, USER_POOL_CLIENT_ID } =
  readEnvironment(usersFunction);
const identity = openIdentityTable(IDENTITY_TABLE);
const pool = createCognitoPool(USER_POOL_ID, USER_POOL_CLIENT_ID);
const needs = {
  users: createDynamoUsers(identity),
  roles: createDynamoRoles(identity),
  sessions: createDynamoSessions(identity),
  suppressions: createDynamoSuppressions(identity),
  suppressionList: createSesSuppressionList(),
  provider: { ...createCognitoAdministration(pool), ...createCognitoGlobalSignOut(pool) },
};

interface Asked {
  readonly principal: Principal;
  readonly request: RequestFacts;
}
const actor = ({ principal: { userId }, request }: Asked): Actor => ({
  userId,
  origin: originOf(request),
});
async function answer(user: StoredPrincipal) {
  const [body = user] = await viewUsers(needs.suppressions, [user]);
  return { body, version: user.version };
}

export const handler = apiHandler(
  usersRoutes,
  {
    listUsers: async ({ query }) => {
      const { users, next } = await needs.users.list(query);
      return { body: { users: await viewUsers(needs.suppressions, users), next } };
    },
    inviteUser: async (call) => {
      await refuseRoleAboveOwn(needs, call.principal, call.body.role);
      return answer(await inviteUser(needs, actor(call), call.body));
    },
    readUser: async ({ params }) => answer(await existingUser(needs.users, params.userId)),
    changeUser: async (call) => {
      const { params, body: change, request } = call;
      if (change.role !== undefined) await refuseRoleAboveOwn(needs, call.principal, change.role);
      const input = { userId: params.userId, version: request.ifMatch ?? '', change };
      return answer(await changeUser(needs, actor(call), input));
    },
    resendInvitation: async (call) =>
      answer(await resendInvitation(needs, actor(call), call.params.userId)),
    disableUser: async (call) => answer(await disableUser(needs, actor(call), call.params.userId)),
    enableUser: async (call) => answer(await enableUser(needs, actor(call), call.params.userId)),
    restoreMail: async (call) => answer(await restoreMail(needs, actor(call), call.params.userId)),
    resetUserPassword: async (call) =>
      answer(await resetUserPassword(needs, actor(call), call.params.userId)),
  },
  { gate: createDynamoGate(identity), permits, appOrigin: APP_ORIGIN, log: createLog('users') },
);
