import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { IdentityTable } from '#shared/auth/identity-table';
import { principalKey } from '#shared/auth/principal-item';
import { queryAll } from '#shared/data/query-all';
import { type TransactAction, transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import { eventBy } from '#shared/users/user-event';
import {
  apiKeyKey,
  apiKeyPointerKey,
  apiKeysPartition,
  newApiKeyToken,
  StoredApiKey,
} from './api-key.ts';
import type { ApiKeyStore } from './api-key-store.ts';

const Pointer = z.object({ userId: z.string(), tokenHash: z.string() });

/** API keys in table `identity`: the gate's row under the secret's hash, and a pointer to it by id. */
export function createDynamoApiKeys(identity: IdentityTable): ApiKeyStore {
  const { documents, table, clock, ids } = identity;
  const pointerOf = async (keyId: string) => {
    const command = new GetCommand({
      TableName: table,
      Key: apiKeyPointerKey(keyId),
      ConsistentRead: true,
    });
    const { Item } = await documents.send(command);
    return Item && Pointer.parse(Item);
  };

  return {
    async make(wanted, by) {
      const { token, hash: tokenHash } = newApiKeyToken(wanted.userId);
      const now = clock.now();
      const key: StoredApiKey = {
        ...wanted,
        schemaVersion: 1,
        keyId: ids.next(),
        createdAt: now.toISOString(),
        createdBy: by.userId,
        expiresAt: Math.ceil(Date.parse(wanted.endsAt) / 1_000),
      };
      const { keyId, userId, expiresAt } = key;
      const row = { ...apiKeyKey(tokenHash), ...key, listPk: apiKeysPartition, listSk: keyId };
      const pointer = { ...apiKeyPointerKey(keyId), userId, tokenHash, expiresAt };
      const failed = await transact(documents, [
        isActive(table, userId),
        { Put: { TableName: table, Item: row } },
        { Put: { TableName: table, Item: pointer } },
        { Put: { TableName: table, Item: eventBy(identity, userId, 'api_key.made', by) } },
      ]);
      if (failed.length > 0) throw new DomainError('user.state_conflict');
      return { key, token };
    },

    list: async () =>
      z.array(StoredApiKey).parse(
        await queryAll(documents, {
          TableName: table,
          IndexName: 'principals',
          KeyConditionExpression: 'listPk = :pk',
          ExpressionAttributeValues: { ':pk': apiKeysPartition },
        }),
      ),

    ownerOf: async (keyId) => (await pointerOf(keyId))?.userId,

    async revoke(keyId, by) {
      const pointer = await pointerOf(keyId);
      if (!pointer) return false;
      const failed = await transact(documents, [
        {
          Delete: {
            TableName: table,
            Key: apiKeyPointerKey(keyId),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
        { Delete: { TableName: table, Key: apiKeyKey(pointer.tokenHash) } },
        {
          Put: {
            TableName: table,
            Item: eventBy(identity, pointer.userId, 'api_key.revoked', by),
          },
        },
      ]);
      return failed.length === 0;
    },
  };
}

/** Whoever is blocked while a key is made for them gets none that would wake when they are let in again. */
function isActive(table: string, userId: string): TransactAction {
  return {
    ConditionCheck: {
      TableName: table,
      Key: principalKey(userId),
      ConditionExpression: '#status = :active',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':active': 'active' },
    },
  };
}
