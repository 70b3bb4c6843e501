import { readAuthPolicy } from '#shared/auth/auth-policy';
import { noCopies } from '#shared/auth/authenticator-copies';
import { createCognitoGlobalSignOut } from '#shared/auth/cognito-administration';
import { createCognitoFactorAdministration } from '#shared/auth/cognito-factors';
import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createCognitoSignIn } from '#shared/auth/cognito-sign-in';
import { createCognitoTokens } from '#shared/auth/cognito-tokens';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoFactorRecord } from '#shared/auth/dynamo-factor-record';
import { createDynamoFactorRule } from '#shared/auth/dynamo-factor-rule';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoKnownDevices } from '#shared/auth/dynamo-known-devices';
import { createDynamoRateLimiter } from '#shared/auth/dynamo-rate-limiter';
import { createDynamoSavedCodes } from '#shared/auth/dynamo-saved-codes';
import { createDynamoSecurityHistory } from '#shared/auth/dynamo-security-history';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { openIdentityTable } from '#shared/auth/identity-table';
import { createKmsAuthenticatorCopies } from '#shared/auth/kms-authenticator-copies';
import { arrivalOf, noteArrivals } from '#shared/auth/note-arrival';
import { withPasswordAge } from '#shared/auth/password-age-rule';
import { openPasswordCheck } from '#shared/auth/password-check';
import { rememberTokens } from '#shared/auth/presented-tokens';
import { originOf } from '#shared/auth/request-origin';
import { clearSessionCookie } from '#shared/auth/session-cookie';
import { createSessionRules } from '#shared/auth/session-rules';
import { createSqsRecoveryQueue } from '#shared/auth/sqs-recovery-queue';
import { readSsoPolicy } from '#shared/auth/sso-policy';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { answerChallenge } from './answer-challenge.ts';
import { answerStepUp } from './answer-step-up.ts';
import { createDynamoChallenges } from './dynamo-challenges.ts';
import { signInFunction } from './function.ts';
import { refreshSession } from './refresh-session.ts';
import { signInRoutes } from './routes.ts';
import { signIn } from './sign-in.ts';
import { signInAnswer } from './sign-in-answer.ts';
import { signInWithSavedCode } from './sign-in-with-saved-code.ts';
import { signOut } from './sign-out.ts';
import { signOutEverywhere } from './sign-out-everywhere.ts';
import { stepUp } from './step-up.ts';

const { APP_ORIGIN, AUTH_POLICY, IDENTITY_TABLE, RECOVERY_QUEUE_URL, SSO_POLICY, ...environment } =
  readEnvironment(signInFunction);
const log = createLog('sign-in');
const identity = openIdentityTable(IDENTITY_TABLE);
const pool = createCognitoPool(environment.USER_POOL_ID, environment.USER_POOL_CLIENT_ID);
const tokenProvider = createCognitoTokens(pool);
const sessions = createDynamoSessions(identity);
const directory = createDynamoDirectory(identity.documents, identity.table);
const { clock } = identity;
const devices = createDynamoKnownDevices(identity);
const queue = createSqsRecoveryQueue(RECOVERY_QUEUE_URL);
const { password: passwordPolicy, recovery } = readAuthPolicy(AUTH_POLICY);
const copies = createKmsAuthenticatorCopies(identity, environment.AUTHENTICATOR_KEY_ARN);
const signingIn = {
  sessions,
  directory,
  devices,
  queue,
  clock,
  provider: {
    ...createCognitoSignIn(pool),
    ...createCognitoFactorAdministration(pool),
    ...tokenProvider,
  },
  challenges: createDynamoChallenges(identity),
  limiter: createDynamoRateLimiter(identity),
  history: createDynamoSecurityHistory(identity),
  savedCodes: createDynamoSavedCodes(identity),
  record: createDynamoFactorRecord(identity),
  copies: recovery.authenticator ? copies : { ...noCopies, forget: copies.forget },
  rules: withPasswordAge(
    createSessionRules(createDynamoFactorRule(identity)),
    passwordPolicy,
    clock,
  ),
  arrivals: noteArrivals({ devices, sessions, tokens: tokenProvider, queue, clock }),
  companies: readSsoPolicy(SSO_POLICY),
  passwordCheck: openPasswordCheck(passwordPolicy, log),
};
// Refresh and sign-out must work exactly when Cognito's confirmation is out of date.
const gate = rememberTokens(createDynamoGate({ ...identity, admitUnconfirmed: true }));

export const handler = apiHandler(
  signInRoutes,
  {
    signIn: async ({ body, request }) =>
      signInAnswer(await signIn(signingIn, body, arrivalOf(request)), body.transport),
    signInWithSavedCode: async ({ body, request }) =>
      signInAnswer(await signInWithSavedCode(signingIn, body, arrivalOf(request)), body.transport),
    answerChallenge: async ({ body, request }) =>
      signInAnswer(await answerChallenge(signingIn, body, arrivalOf(request)), body.transport),
    refreshSession: async ({ principal, request }) => {
      const needs = { sessions, provider: tokenProvider };
      const token = gate.tokenOf(principal);
      return { body: await refreshSession(needs, principal, token, originOf(request)) };
    },
    stepUp: async ({ principal, body, request }) => {
      const steppingUp = { principal, token: gate.tokenOf(principal) };
      const result = await stepUp(signingIn, steppingUp, body.password, originOf(request));
      return signInAnswer(result, request.via);
    },
    answerStepUp: async ({ principal, body, request }) => {
      const steppingUp = { principal, token: gate.tokenOf(principal) };
      const result = await answerStepUp(signingIn, steppingUp, body, originOf(request));
      return signInAnswer(result, request.via);
    },
    signOut: async ({ principal, request }) => {
      const needs = { sessions, provider: tokenProvider };
      await signOut(needs, gate.tokenOf(principal), originOf(request));
      return { body: undefined, cookies: [clearSessionCookie()] };
    },
    signOutEverywhere: async ({ principal, request }) => {
      const needs = { sessions, directory, provider: createCognitoGlobalSignOut(pool) };
      await signOutEverywhere(needs, principal, originOf(request));
      return { body: undefined, cookies: [clearSessionCookie()] };
    },
  },
  { gate, permits, appOrigin: APP_ORIGIN, log },
);
