import { readAuthPolicy } from '#shared/auth/auth-policy';
import { createCognitoGlobalSignOut } from '#shared/auth/cognito-administration';
import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createCognitoTokens } from '#shared/auth/cognito-tokens';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoKnownDevices } from '#shared/auth/dynamo-known-devices';
import { createDynamoPasswordRecord } from '#shared/auth/dynamo-password-record';
import { createDynamoRateLimiter } from '#shared/auth/dynamo-rate-limiter';
import { createDynamoSecurityHistory } from '#shared/auth/dynamo-security-history';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { openIdentityTable } from '#shared/auth/identity-table';
import { arrivalOf, noteArrivals } from '#shared/auth/note-arrival';
import { openPasswordCheck } from '#shared/auth/password-check';
import { rememberTokens } from '#shared/auth/presented-tokens';
import type { Principal } from '#shared/auth/principal';
import { originOf } from '#shared/auth/request-origin';
import { signedInAnswer } from '#shared/auth/signed-in-answer';
import { createSqsRecoveryQueue } from '#shared/auth/sqs-recovery-queue';
import { readSsoPolicy } from '#shared/auth/sso-policy';
import { DomainError } from '#shared/errors/domain-error';
import { apiHandler } from '#shared/http/api-handler';
import type { RequestFacts } from '#shared/http/call';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { createCognitoPasskeys } from './cognito-passkeys.ts';
import { createDynamoPasskeys } from './dynamo-passkeys.ts';
import { addPasskey, removePasskey, startPasskey } from './enrol-passkey.ts';
import { passkeysFunction } from './function.ts';
import { finishPasskeySignIn, startPasskeySignIn } from './passkey-sign-in.ts';
import { startPasskeyStepUp, stepUpByPasskey } from './passkey-step-up.ts';
import { passkeysRoutes } from './routes.ts';
import { setPasswordWithPasskey } from './set-password-with-passkey.ts';

const environment = readEnvironment(passkeysFunction);
const log = createLog('passkeys');
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const { clock, ids } = identity;
const pool = createCognitoPool(environment.USER_POOL_ID, environment.USER_POOL_CLIENT_ID);
const gate = rememberTokens(createDynamoGate(identity));
const queue = createSqsRecoveryQueue(environment.RECOVERY_QUEUE_URL);
const devices = createDynamoKnownDevices(identity);
const sessions = createDynamoSessions(identity);
const tokens = createCognitoTokens(pool);
const needs = {
  clock,
  ids,
  queue,
  tokens,
  sessions,
  passkeys: createDynamoPasskeys(identity),
  directory: createDynamoDirectory(identity.documents, identity.table),
  history: createDynamoSecurityHistory(identity),
  limiter: createDynamoRateLimiter(identity),
  arrivals: noteArrivals({ devices, sessions, tokens, queue, clock }),
  provider: {
    ...createCognitoPasskeys(pool, environment.PASSKEYS_OF),
    ...createCognitoGlobalSignOut(pool),
    ...tokens,
  },
  companies: readSsoPolicy(environment.SSO_POLICY),
  passwordCheck: openPasswordCheck(readAuthPolicy(environment.AUTH_POLICY).password, log),
  passwords: createDynamoPasswordRecord(identity),
  ticketSecret: pool.clientSecret,
};

function offered(): typeof needs {
  if (environment.PASSKEYS_OF === 'none') throw new DomainError('passkey.not_offered');
  return needs;
}

const ownerOf = (principal: Principal, request: RequestFacts) => ({
  principal,
  token: gate.tokenOf(principal),
  origin: originOf(request),
});

export const handler = apiHandler(
  passkeysRoutes,
  {
    listPasskeys: async ({ principal }) => ({
      body: { passkeys: [...(await needs.passkeys.list(principal.userId))] },
    }),
    startPasskey: async ({ principal, request }) => ({
      body: { options: { ...(await startPasskey(offered(), ownerOf(principal, request))) } },
    }),
    addPasskey: async ({ principal, body, request }) => ({
      body: await addPasskey(offered(), ownerOf(principal, request), body),
    }),
    removePasskey: async ({ principal, params, request }) => {
      await removePasskey(offered(), ownerOf(principal, request), params.passkeyId);
      return { body: undefined };
    },
    startPasskeySignIn: async ({ body, request }) => {
      const { options, ticket } = await startPasskeySignIn(offered(), body, arrivalOf(request));
      return { body: { options: { ...options }, ticket } };
    },
    finishPasskeySignIn: async ({ body: { transport, ...answer }, request }) =>
      signedInAnswer(await finishPasskeySignIn(offered(), answer, arrivalOf(request)), transport),
    startPasskeyStepUp: async ({ principal }) => {
      const { options, ticket } = await startPasskeyStepUp(offered(), principal);
      return { body: { options: { ...options }, ticket } };
    },
    stepUpByPasskey: async ({ principal, body, request }) => {
      const steppingUp = { principal, token: gate.tokenOf(principal) };
      const result = await stepUpByPasskey(offered(), steppingUp, body, originOf(request));
      return signedInAnswer(result, request.via);
    },
    setPasswordWithPasskey: async ({ body, request }) => {
      await setPasswordWithPasskey(offered(), body, arrivalOf(request));
      return { body: undefined };
    },
  },
  { gate, permits, appOrigin: environment.APP_ORIGIN, log },
);
