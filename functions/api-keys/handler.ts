import { createDynamoApiKeys } from '#shared/api-keys/dynamo-api-keys';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { openIdentityTable } from '#shared/auth/identity-table';
import { createSqsRecoveryQueue } from '#shared/auth/sqs-recovery-queue';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { createDynamoRoles } from '#shared/permissions/dynamo-roles';
import { permits } from '#shared/permissions/policy';
import { actorOf } from '#shared/users/actor';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { readEnvironment } from '../define-function.ts';
import { apiKeysFunction } from './function.ts';
import { makeApiKey } from './make-api-key.ts';
import { revokeApiKey } from './revoke-api-key.ts';
import { apiKeysRoutes } from './routes.ts';
import { newApiKeyView, viewApiKeys } from './view-api-keys.ts';

const environment = readEnvironment(apiKeysFunction);
const identity = openIdentityTable(environment.IDENTITY_TABLE);
const needs = {
  clock: identity.clock,
  keys: createDynamoApiKeys(identity),
  users: createDynamoUsers(identity),
  roles: createDynamoRoles(identity),
  queue: createSqsRecoveryQueue(environment.RECOVERY_QUEUE_URL),
};

export const handler = apiHandler(
  apiKeysRoutes,
  {
    listApiKeys: async () => ({ body: { keys: await viewApiKeys(needs) } }),
    makeApiKey: async (call) => {
      const { key, token } = await makeApiKey(needs, call.principal, actorOf(call), call.body);
      return { body: { ...newApiKeyView(key), secret: token } };
    },
    revokeApiKey: async (call) => {
      await revokeApiKey(needs.keys, actorOf(call), call.params.keyId);
      return { body: undefined };
    },
    listOwnApiKeys: async ({ principal }) => ({
      body: { keys: await viewApiKeys(needs, principal.userId) },
    }),
    revokeOwnApiKey: async (call) => {
      await revokeApiKey(needs.keys, actorOf(call), call.params.keyId, call.principal.userId);
      return { body: undefined };
    },
  },
  {
    gate: createDynamoGate(identity),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('api-keys'),
  },
);
