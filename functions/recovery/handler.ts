import { readAuthPolicy } from '#shared/auth/auth-policy';
import { createCognitoGlobalSignOut } from '#shared/auth/cognito-administration';
import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createCognitoProofs } from '#shared/auth/cognito-proofs';
import { createCognitoRecovery } from '#shared/auth/cognito-recovery';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoDisavowals } from '#shared/auth/dynamo-disavowals';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoPasswordRecord } from '#shared/auth/dynamo-password-record';
import { createDynamoQuestions } from '#shared/auth/dynamo-questions';
import { createDynamoRateLimiter } from '#shared/auth/dynamo-rate-limiter';
import { createDynamoRecoveries } from '#shared/auth/dynamo-recoveries';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { openIdentityTable } from '#shared/auth/identity-table';
import { openPasswordCheck } from '#shared/auth/password-check';
import { originOf } from '#shared/auth/request-origin';
import { createSqsRecoveryQueue } from '#shared/auth/sqs-recovery-queue';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { askQuestions } from './ask-questions.ts';
import { confirmRecovery } from './confirm-recovery.ts';
import { disavow } from './disavow.ts';
import { recoveryFunction } from './function.ts';
import { proveIdentity } from './prove-identity.ts';
import { recoveryRoutes } from './routes.ts';
import { startRecovery } from './start-recovery.ts';

const environment = readEnvironment(recoveryFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const pool = createCognitoPool(environment.USER_POOL_ID, environment.USER_POOL_CLIENT_ID);
const recoveryPool = createCognitoPool(environment.USER_POOL_ID, environment.RECOVERY_CLIENT_ID);
const log = createLog('recovery');
const policy = readAuthPolicy(environment.AUTH_POLICY);
const needs = {
  policy: policy.recovery,
  limiter: createDynamoRateLimiter(identity),
  recoveries: createDynamoRecoveries(identity),
  directory: createDynamoDirectory(identity.documents, identity.table),
  sessions: createDynamoSessions(identity),
  provider: {
    ...createCognitoRecovery(pool),
    ...createCognitoGlobalSignOut(pool),
    ...createCognitoProofs(recoveryPool),
  },
  questions: createDynamoQuestions(
    identity,
    createDynamoCursorSecret(identity.documents, identity.table),
  ),
  disavowals: createDynamoDisavowals(identity),
  passwordCheck: openPasswordCheck(policy.password, log),
  passwords: createDynamoPasswordRecord(identity),
  queue: createSqsRecoveryQueue(environment.RECOVERY_QUEUE_URL),
  clock: identity.clock,
};

export const handler = apiHandler(
  recoveryRoutes,
  {
    startRecovery: async ({ body, request }) => ({
      body: await startRecovery(needs, body, originOf(request)),
    }),
    askQuestions: async ({ body, request }) => ({
      body: { questions: [...(await askQuestions(needs, body, originOf(request)))] },
    }),
    proveIdentity: async ({ body: { login, ...proofs }, request }) => ({
      body: await proveIdentity(needs, { login, proofs }, originOf(request)),
    }),
    disavow: async ({ body, request }) => {
      await disavow(needs, body, originOf(request));
      return { body: undefined };
    },
    confirmRecovery: async ({ body, request }) => {
      await confirmRecovery(needs, body, originOf(request));
      return { body: undefined };
    },
  },
  {
    gate: createDynamoGate(identity),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log,
  },
);
