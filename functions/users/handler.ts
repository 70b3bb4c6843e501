import {
  createCognitoAdministration,
  createCognitoGlobalSignOut,
} from '#shared/auth/cognito-administration';
import { createCognitoFactorAdministration } from '#shared/auth/cognito-factors';
import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createDynamoAuthenticatorCopies } from '#shared/auth/dynamo-authenticator-copies';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoOrganisationEvents } from '#shared/auth/dynamo-organisation-events';
import { createDynamoPasskeysOfPerson } from '#shared/auth/dynamo-passkeys-of-person';
import { createDynamoSavedCodes } from '#shared/auth/dynamo-saved-codes';
import { createDynamoSecurityHistory } from '#shared/auth/dynamo-security-history';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { createDynamoWaysBack } from '#shared/auth/dynamo-ways-back';
import { openIdentityTable } from '#shared/auth/identity-table';
import type { Principal } from '#shared/auth/principal';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { createSqsRecoveryQueue } from '#shared/auth/sqs-recovery-queue';
import { apiHandler } from '#shared/http/api-handler';
import type { RequestFacts } from '#shared/http/call';
import { createDynamoSuppressions } from '#shared/mail/dynamo-suppressions';
import { createSesSuppressionList } from '#shared/mail/ses-suppression-list';
import { createLog } from '#shared/observability/logger';
import { createDynamoRoles } from '#shared/permissions/dynamo-roles';
import { permits } from '#shared/permissions/policy';
import { actorOf } from '#shared/users/actor';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { existingUser } from '#shared/users/existing-user';
import { mayActOn, refuseRoleAboveOwn } from '#shared/users/may-act-on';
import type { Actor } from '#shared/users/user-store';
import { readEnvironment } from '../define-function.ts';
import { changeUser } from './change-user.ts';
import { createCognitoCompanyProfiles } from './cognito-company-profiles.ts';
import { disableUser } from './disable-user.ts';
import { createDynamoCompanyTies } from './dynamo-company-ties.ts';
import { enableUser } from './enable-user.ts';
import { usersFunction } from './function.ts';
import { inviteUser } from './invite-user.ts';
import { lockUser } from './lock-user.ts';
import { resendInvitation } from './resend-invitation.ts';
import { resetUserFactors } from './reset-user-factors.ts';
import { resetUserPassword } from './reset-user-password.ts';
import { restoreMail } from './restore-mail.ts';
import { usersRoutes } from './routes.ts';
import { setTemporaryPassword } from './set-temporary-password.ts';
import { unlockUser } from './unlock-user.ts';
import { untieUser } from './untie-user.ts';
import { viewUsers } from './user-view.ts';

const environment = readEnvironment(usersFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const pool = createCognitoPool(environment.USER_POOL_ID, environment.USER_POOL_CLIENT_ID);
const needs = {
  clock: identity.clock,
  users: createDynamoUsers(identity),
  roles: createDynamoRoles(identity),
  sessions: createDynamoSessions(identity),
  savedCodes: createDynamoSavedCodes(identity),
  passkeys: createDynamoPasskeysOfPerson(identity),
  copies: createDynamoAuthenticatorCopies(identity),
  waysBack: createDynamoWaysBack(identity),
  history: createDynamoSecurityHistory(identity),
  events: createDynamoOrganisationEvents(identity),
  suppressions: createDynamoSuppressions(identity),
  suppressionList: createSesSuppressionList(),
  queue: createSqsRecoveryQueue(environment.RECOVERY_QUEUE_URL),
  ties: createDynamoCompanyTies(identity),
  profiles: createCognitoCompanyProfiles(pool),
  provider: {
    ...createCognitoAdministration(pool),
    ...createCognitoFactorAdministration(pool),
    ...createCognitoGlobalSignOut(pool),
  },
};

interface Asked {
  readonly principal: Principal;
  readonly request: RequestFacts;
  readonly params: { readonly userId: string };
}

async function view(user: StoredPrincipal) {
  const [seen = user] = await viewUsers(needs.suppressions, [user]);
  return seen;
}
const answer = async (user: StoredPrincipal) => ({ body: await view(user), version: user.version });

/** Runs what changes somebody's access, for whoever may do it to them and with their reason. */
async function guarded<T>(
  call: Asked & { readonly body: Pick<Actor, 'reason' | 'identityCheck'> },
  run: (dependencies: typeof needs, by: Actor, userId: string) => Promise<T>,
): Promise<T> {
  const { userId } = call.params;
  await mayActOn(needs, call.principal, userId);
  return await run(needs, { ...actorOf(call), ...call.body }, userId);
}

export const handler = apiHandler(
  usersRoutes,
  {
    listUsers: async ({ query: { cursor, limit, ...filter } }) => {
      const { users, next } = await needs.users.list({ cursor, limit, filter });
      return { body: { users: await viewUsers(needs.suppressions, users), next } };
    },
    inviteUser: async (call) => {
      await refuseRoleAboveOwn(needs, call.principal, call.body.role);
      return answer(await inviteUser(needs, actorOf(call), call.body));
    },
    readUser: async ({ params }) => answer(await existingUser(needs.users, params.userId)),
    changeUser: async (call) => {
      const { params, body: change, request, principal } = call;
      const input = { userId: params.userId, version: request.ifMatch ?? '', change };
      return answer(await changeUser(needs, principal, actorOf(call), input));
    },
    resendInvitation: async (call) =>
      answer(await resendInvitation(needs, actorOf(call), call.params.userId)),
    restoreMail: async (call) =>
      answer(await restoreMail(needs, actorOf(call), call.params.userId)),
    disableUser: async (call) => answer(await guarded(call, disableUser)),
    enableUser: async (call) => answer(await guarded(call, enableUser)),
    lockUser: async (call) => answer(await guarded(call, lockUser)),
    unlockUser: async (call) => answer(await guarded(call, unlockUser)),
    resetUserPassword: async (call) => answer(await guarded(call, resetUserPassword)),
    untieUser: async (call) => answer(await guarded(call, untieUser)),
    resetUserFactors: async (call) => answer(await guarded(call, resetUserFactors)),
    readUserHistory: async ({ params: { userId }, query }) => {
      await existingUser(needs.users, userId);
      const { entries, next } = await needs.history.list(userId, query.before);
      return { body: { entries: [...entries], next } };
    },
    listSecurityEvents: async ({ query }) => {
      const { events, next } = await needs.events.list(query.before);
      return { body: { events: [...events], next } };
    },
    setTemporaryPassword: async (call) => {
      const { user, ...rest } = await guarded(call, setTemporaryPassword);
      return { body: { user: await view(user), ...rest } };
    },
  },
  {
    gate: createDynamoGate(identity),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('users'),
  },
);
