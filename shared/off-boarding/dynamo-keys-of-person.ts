import { createDynamoApiKeys } from '#shared/api-keys/dynamo-api-keys';
import type { IdentityTable } from '#shared/auth/identity-table';
import type { Belongings } from './belongings.ts';

const origin = { sourceIp: 'internal', device: 'Off-boarding' };

/** API keys that act for a person: the closed gate has ended them, and none is left to be looked at. */
export function createDynamoKeysOfPerson(identity: IdentityTable): Belongings {
  const keys = createDynamoApiKeys(identity);
  const ofPerson = async (userId: string) =>
    (await keys.list()).filter((key) => key.userId === userId);
  return {
    names: ['apiKeys'],
    count: async (userId) => ({ apiKeys: (await ofPerson(userId)).length }),
    async settle({ userId, startedBy, reason }, mayGoOn) {
      for (const { keyId } of await ofPerson(userId)) {
        if (!mayGoOn()) return false;
        await keys.revoke(keyId, { userId: startedBy, origin, reason });
      }
      return true;
    },
  };
}
