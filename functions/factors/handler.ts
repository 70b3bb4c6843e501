import { readAuthPolicy } from '#shared/auth/auth-policy';
import { noCopies } from '#shared/auth/authenticator-copies';
import { newAuthenticator } from '#shared/auth/authenticator-qr';
import { createCognitoFactorAdministration } from '#shared/auth/cognito-factors';
import { createCognitoOwnAccount } from '#shared/auth/cognito-own-account';
import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createCognitoTokens } from '#shared/auth/cognito-tokens';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoFactorRecord } from '#shared/auth/dynamo-factor-record';
import { createDynamoFactorRule } from '#shared/auth/dynamo-factor-rule';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoLoginRecord } from '#shared/auth/dynamo-login-record';
import { createDynamoRateLimiter } from '#shared/auth/dynamo-rate-limiter';
import { createDynamoSavedCodes } from '#shared/auth/dynamo-saved-codes';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { openIdentityTable } from '#shared/auth/identity-table';
import { createKmsAuthenticatorCopies } from '#shared/auth/kms-authenticator-copies';
import type { Owner } from '#shared/auth/own-account';
import { rememberTokens } from '#shared/auth/presented-tokens';
import type { Principal } from '#shared/auth/principal';
import { originOf } from '#shared/auth/request-origin';
import { createSqsRecoveryQueue } from '#shared/auth/sqs-recovery-queue';
import { apiHandler } from '#shared/http/api-handler';
import type { RequestFacts } from '#shared/http/call';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { changeEmail, confirmEmail } from './change-email.ts';
import { changePhone, confirmPhone } from './change-phone.ts';
import { confirmAuthenticator, startAuthenticator, useTextMessages } from './enrol-factor.ts';
import { factorsFunction } from './function.ts';
import { listFactors } from './list-factors.ts';
import { makeSavedCodes } from './make-saved-codes.ts';
import { preferFactor } from './prefer-factor.ts';
import { removeFactor } from './remove-factor.ts';
import { factorsRoutes } from './routes.ts';

const environment = readEnvironment(factorsFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const pool = createCognitoPool(environment.USER_POOL_ID, environment.USER_POOL_CLIENT_ID);
const gate = rememberTokens(createDynamoGate(identity));
const own = createCognitoOwnAccount(pool);
const needs = {
  own,
  contacts: own,
  clock: identity.clock,
  tokens: createCognitoTokens(pool),
  sessions: createDynamoSessions(identity),
  directory: createDynamoDirectory(identity.documents, identity.table),
  factors: createCognitoFactorAdministration(pool),
  rule: createDynamoFactorRule(identity),
  record: createDynamoFactorRecord(identity),
  logins: createDynamoLoginRecord(identity),
  limiter: createDynamoRateLimiter(identity),
  savedCodes: createDynamoSavedCodes(identity),
  queue: createSqsRecoveryQueue(environment.RECOVERY_QUEUE_URL),
};

const { authenticator: keepsCopies } = readAuthPolicy(environment.AUTH_POLICY).recovery;
const copies = createKmsAuthenticatorCopies(identity, environment.AUTHENTICATOR_KEY_ARN);
const kept = keepsCopies ? copies : noCopies;

const ownerOf = (call: { principal: Principal; request: RequestFacts }): Owner => ({
  principal: call.principal,
  token: gate.tokenOf(call.principal),
  origin: originOf(call.request),
});

const done = { body: undefined };

export const handler = apiHandler(
  factorsRoutes,
  {
    listFactors: async ({ principal }) => {
      const { factors, ...rest } = await listFactors(needs, principal);
      return { body: { factors: [...factors], ...rest } };
    },
    startAuthenticator: async (call) => {
      const secret = await startAuthenticator(needs, ownerOf(call));
      await kept.propose(call.principal.userId, secret);
      return { body: newAuthenticator(secret, call.principal.email) };
    },
    confirmAuthenticator: async (call) => {
      await confirmAuthenticator(needs, ownerOf(call), call.body.code);
      await kept.confirm(call.principal.userId);
      return done;
    },
    removeAuthenticator: async (call) => {
      await removeFactor(needs, ownerOf(call), 'totp');
      await copies.forget(call.principal.userId);
      return done;
    },
    useTextMessages: async (call) => {
      await useTextMessages(needs, ownerOf(call));
      return done;
    },
    stopTextMessages: async (call) => {
      await removeFactor(needs, ownerOf(call), 'sms');
      return done;
    },
    preferFactor: async (call) => {
      await preferFactor(needs, ownerOf(call), call.body.factor);
      return done;
    },
    makeSavedCodes: async (call) => ({
      body: { codes: [...(await makeSavedCodes(needs, ownerOf(call)))] },
    }),
    changeEmail: async (call) => ({
      body: await changeEmail(needs, ownerOf(call), call.body.email),
    }),
    confirmEmail: async (call) => {
      await confirmEmail(needs, ownerOf(call), call.body.code);
      return done;
    },
    changePhone: async (call) => ({
      body: await changePhone(needs, ownerOf(call), call.body.phone),
    }),
    confirmPhone: async (call) => {
      await confirmPhone(needs, ownerOf(call), call.body.code);
      return done;
    },
  },
  { gate, permits, appOrigin: environment.APP_ORIGIN, log: createLog('factors') },
);
