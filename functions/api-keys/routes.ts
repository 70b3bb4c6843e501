import * as z from 'zod';
import { keyAccesses } from '#shared/api-keys/api-key';
import { PersonName } from '#shared/auth/credentials';
import { defineRoutes } from '#shared/http/route';
import { UserId } from '#shared/users/user-schemas';

const KeyId = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'This is not the id of a key.')
  .describe('The key’s id.');
const params = z.object({ keyId: KeyId });

const ApiKey = z
  .strictObject({
    keyId: z.string(),
    name: z.string(),
    userId: z.string(),
    access: z.enum(keyAccesses),
    state: z.enum(['live', 'ended']),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    endsAt: z.iso.datetime(),
    lastUsedOn: z.iso.date().optional().describe('The day of its last use, in UTC.'),
    pausedUntil: z.iso
      .datetime()
      .optional()
      .describe('Until when it is, or was the last time, paused for too many requests.'),
  })
  .meta({ id: 'ApiKey', description: 'A key by which another system acts for a user.' });
const keys = z.object({ keys: z.array(ApiKey) });

export const apiKeysRoutes = defineRoutes({
  listApiKeys: {
    method: 'GET',
    path: '/api-keys',
    summary: 'List the API keys of the organisation with their owners and last use',
    permission: 'integrations.manage',
    whilePaused: true,
    status: 200,
    response: keys,
    errors: [],
  },
  makeApiKey: {
    method: 'POST',
    path: '/api-keys',
    summary: 'Make an API key for another system; its secret is shown this once',
    permission: 'integrations.manage',
    stepUp: true,
    body: z.strictObject({
      name: PersonName.describe('Which system it is for.'),
      userId: UserId.optional().describe(
        'With whose rights it acts; yours if left out. They are told by mail.',
      ),
      access: z.enum(keyAccesses).default('write').describe('`read` never changes anything.'),
      days: z.int().min(1).max(365).default(90).describe('After so many days it ends.'),
    }),
    status: 201,
    response: ApiKey.extend({
      secret: z.string().describe('Send it as `Authorization: Bearer …`; it is kept nowhere.'),
    }),
    errors: ['user.unknown', 'user.state_conflict', 'role.above_own'],
  },
  revokeApiKey: {
    method: 'DELETE',
    path: '/api-keys/{keyId}',
    summary: 'Revoke an API key; its next request is refused',
    permission: 'integrations.manage',
    whilePaused: true,
    params,
    status: 204,
    errors: ['request.not_found'],
  },
  listOwnApiKeys: {
    method: 'GET',
    path: '/account/api-keys',
    summary: 'List the API keys that act in your name',
    permission: 'signed-in',
    whilePaused: true,
    status: 200,
    response: keys,
    errors: [],
  },
  revokeOwnApiKey: {
    method: 'DELETE',
    path: '/account/api-keys/{keyId}',
    summary: 'Revoke an API key that acts in your name',
    permission: 'signed-in',
    whilePaused: true,
    params,
    status: 204,
    errors: ['request.not_found'],
  },
});
