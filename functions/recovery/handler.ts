import { readAuthPolicy } from '#shared/auth/auth-policy';
import { createCognitoGlobalSignOut } from '#shared/auth/cognito-administration';
import { createCognitoPool } from '#shared/auth/cognito-pool';
import { createCognitoRecovery } from '#shared/auth/cognito-recovery';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { createDynamoPasswordRecord } from '#shared/auth/dynamo-password-record';
import { createDynamoRateLimiter } from '#shared/auth/dynamo-rate-limiter';
import { createDynamoRecoveries } from '#shared/auth/dynamo-recoveries';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { openIdentityTable } from '#shared/auth/identity-table';
import { openPasswordCheck } from '#shared/auth/password-check';
import { originOf } from '#shared/auth/request-origin';
import { createSqsRecoveryQueue } from '#shared/auth/sqs-recovery-queue';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { confirmRecovery } from './confirm-recovery.ts';
import { recoveryFunction } from './function.ts';
import { recoveryRoutes } from './routes.ts';
import { startRecovery } from './start-recovery.ts';

const environment = readEnvironment(recoveryFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const pool = createCognitoPool(environment.USER_POOL_ID, environment.USER_POOL_CLIENT_ID);
const log = createLog('recovery');
const policy = readAuthPolicy(environment.AUTH_POLICY);
const needs = {
  policy: policy.recovery,
  limiter: createDynamoRateLimiter(identity),
  recoveries: createDynamoRecoveries(identity),
  directory: createDynamoDirectory(identity.documents, identity.table),
  sessions: createDynamoSessions(identity),
  provider: { ...createCognitoRecovery(pool), ...createCognitoGlobalSignOut(pool) },
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
