import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoPasskeysOfPerson } from '#shared/auth/dynamo-passkeys-of-person';
import type { IdentityTable } from '#shared/auth/identity-table';
import { passkeyKey, revokePasskey, StoredPasskey } from '#shared/auth/passkey-item';
import { toEventItem } from '#shared/auth/security-event';
import { hashSecret } from '#shared/auth/session-token';
import { transact } from '#shared/data/transact';
import type { PasskeyStore } from './passkey-store.ts';

/** The id of a passkey in our addresses: short, and the same for the same credential. */
function passkeyIdOf(credentialId: string): string {
  return hashSecret(credentialId).slice(0, 32);
}

/** Passkeys in table `identity`, under their person. */
export function createDynamoPasskeys(identity: IdentityTable): PasskeyStore {
  const { documents, table, clock, ids } = identity;
  const ofPerson = createDynamoPasskeysOfPerson(identity);
  const event = (userId: string, name: 'passkey.added' | 'passkey.removed', origin: Origin) => ({
    Put: {
      TableName: table,
      Item: toEventItem({ eventId: ids.next(), userId, name, at: clock.now(), origin }),
    },
  });
  const find = async (userId: string, passkeyId: string) => {
    const command = new GetCommand({
      TableName: table,
      Key: { ...passkeyKey(userId, passkeyId) },
      ConsistentRead: true,
    });
    const { Item } = await documents.send(command);
    return Item && StoredPasskey.parse(Item);
  };

  return {
    async add(userId, { credentialId, label }, origin) {
      const passkeyId = passkeyIdOf(credentialId);
      const summary = { passkeyId, label, createdAt: clock.now().toISOString() };
      const item = { ...passkeyKey(userId, passkeyId), schemaVersion: 1, credentialId, ...summary };
      await transact(documents, [
        { Put: { TableName: table, Item: item } },
        event(userId, 'passkey.added', origin),
      ]);
      return summary;
    },

    async list(userId) {
      const passkeys = [...(await ofPerson.list(userId))];
      return passkeys.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    },

    revoked: ofPerson.revoked,

    async counts(userId, credentialId) {
      const found = await find(userId, passkeyIdOf(credentialId));
      return found?.credentialId === credentialId && found.revokedAt === undefined;
    },

    async revoke(userId, passkeyId, origin) {
      const found = await find(userId, passkeyId);
      if (!found) return undefined;
      // A second try after a failure finds it revoked, and only Cognito is left to do.
      if (found.revokedAt !== undefined) return found.credentialId;
      await transact(documents, [
        revokePasskey(table, userId, passkeyId, clock.now()),
        event(userId, 'passkey.removed', origin),
      ]);
      return found.credentialId;
    },

    async forget(userId, passkeyId) {
      const Key = { ...passkeyKey(userId, passkeyId) };
      await documents.send(new DeleteCommand({ TableName: table, Key }));
    },
  };
}

type Origin = Parameters<PasskeyStore['revoke']>[2];
