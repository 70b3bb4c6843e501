import { readAuthPolicy } from '#shared/auth/auth-policy';
import { createCognitoGlobalSignOut } from '#shared/auth/cognito-administration';
import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createCognitoPasswordChanger, createCognitoTokens } from '#shared/auth/cognito-tokens';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoLoginRecord } from '#shared/auth/dynamo-login-record';
import { createDynamoPasswordRecord } from '#shared/auth/dynamo-password-record';
import { createDynamoRateLimiter } from '#shared/auth/dynamo-rate-limiter';
import { createDynamoSecurityHistory } from '#shared/auth/dynamo-security-history';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { openIdentityTable } from '#shared/auth/identity-table';
import { openPasswordCheck } from '#shared/auth/password-check';
import { rememberTokens } from '#shared/auth/presented-tokens';
import { originOf } from '#shared/auth/request-origin';
import { clearSessionCookie } from '#shared/auth/session-cookie';
import { createSqsRecoveryQueue } from '#shared/auth/sqs-recovery-queue';
import { systemClock } from '#shared/domain/clock';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { changePassword } from './change-password.ts';
import { changeUserName } from './change-user-name.ts';
import { createDynamoProfiles } from './dynamo-profiles.ts';
import { endSession } from './end-session.ts';
import { accountFunction } from './function.ts';
import { listHistory } from './list-history.ts';
import { listSessions } from './list-sessions.ts';
import { accountRoutes } from './routes.ts';

const environment = readEnvironment(accountFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const pool = createCognitoPool(environment.USER_POOL_ID, environment.USER_POOL_CLIENT_ID);
const log = createLog('account');
const gate = rememberTokens(createDynamoGate(identity));
const sessions = createDynamoSessions(identity);
const directory = createDynamoDirectory(identity.documents, identity.table);
const history = createDynamoSecurityHistory(identity);
const profiles = createDynamoProfiles(identity);
const passwordChange = {
  sessions,
  limiter: createDynamoRateLimiter(identity),
  directory,
  provider: {
    ...createCognitoTokens(pool),
    ...createCognitoPasswordChanger(pool),
    ...createCognitoGlobalSignOut(pool),
  },
  passwordCheck: openPasswordCheck(readAuthPolicy(environment.AUTH_POLICY).password, log),
  passwords: createDynamoPasswordRecord(identity),
  queue: createSqsRecoveryQueue(environment.RECOVERY_QUEUE_URL),
  clock: systemClock,
};

const userNameChange = {
  directory,
  logins: createDynamoLoginRecord(identity),
  queue: passwordChange.queue,
  clock: systemClock,
};

export const handler = apiHandler(
  accountRoutes,
  {
    readAccount: async ({ principal }) => ({
      body: { ...gate.personOf(principal), restriction: principal.restriction },
    }),
    changeAccount: async ({ principal, body }) => ({
      body: await profiles.changeProfile(principal.userId, body),
    }),
    listSessions: async ({ principal }) => ({
      body: { sessions: [...(await listSessions({ sessions }, principal))] },
    }),
    endSession: async ({ principal, params, request }) => {
      await endSession({ sessions }, principal, params.sessionId, originOf(request));
      return { body: undefined };
    },
    endOtherSessions: async ({ principal, request }) => {
      const { userId, sessionId } = principal;
      return { body: { ended: await sessions.endOthers(userId, sessionId, originOf(request)) } };
    },
    changeUserName: async ({ principal, body, request }) => {
      await changeUserName(
        userNameChange,
        principal,
        body.userName ?? undefined,
        originOf(request),
      );
      return { body: undefined };
    },
    listHistory: async ({ principal, query }) => ({
      body: await listHistory({ history }, principal, query.before),
    }),
    changePassword: async ({ principal, body, request }) => {
      const input = { ...body, token: gate.tokenOf(principal) };
      await changePassword(passwordChange, principal, input, originOf(request));
      return { body: undefined, cookies: [clearSessionCookie()] };
    },
  },
  { gate, permits, appOrigin: environment.APP_ORIGIN, log },
);
