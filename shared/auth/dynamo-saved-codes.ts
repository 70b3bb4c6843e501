import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type TransactAction, transact } from '#shared/data/transact';
import type { IdentityTable } from './identity-table.ts';
import { principalKey } from './principal-item.ts';
import { hashSavedCode, newSavedCode } from './saved-code.ts';
import { type SavedCodes, savedCodeCount } from './saved-codes.ts';
import { toEventItem } from './security-event.ts';

/** Absent once the last code is used: DynamoDB keeps no empty sets. */
const StoredCodes = z.object({ hashes: z.instanceof(Set).optional() });

/** Where a person's saved codes lie. */
export const savedCodesKey = (userId: string) => ({ pk: `user#${userId}`, sk: 'saved-codes' });

/** The step that takes a code out of its set; it fails for a code that is not there any more. */
export function spendSavedCode(TableName: string, userId: string, code: string): TransactAction {
  const hash = hashSavedCode(userId, code);
  return {
    Update: {
      TableName,
      Key: savedCodesKey(userId),
      UpdateExpression: 'DELETE hashes :one',
      ConditionExpression: 'contains(hashes, :hash)',
      ExpressionAttributeValues: { ':one': new Set([hash]), ':hash': hash },
    },
  };
}

/** Saved codes in table `identity`: a set of hashes per user. */
export function createDynamoSavedCodes(identity: IdentityTable): SavedCodes {
  const { documents, table: TableName, clock, ids } = identity;
  return {
    async make(userId, origin) {
      const codes = Array.from({ length: savedCodeCount }, newSavedCode);
      const at = clock.now();
      const event = { eventId: ids.next(), userId, name: 'saved_codes.made', at, origin } as const;
      const item = {
        ...savedCodesKey(userId),
        schemaVersion: 1,
        hashes: new Set(codes.map((code) => hashSavedCode(userId, code))),
        createdAt: at.toISOString(),
      };
      await transact(documents, [
        { Put: { TableName, Item: item } },
        { Put: { TableName, Item: toEventItem(event) } },
      ]);
      return codes;
    },

    async remove(userId) {
      await documents.send(new DeleteCommand({ TableName, Key: savedCodesKey(userId) }));
    },

    async count(userId) {
      const command = new GetCommand({
        TableName,
        Key: savedCodesKey(userId),
        ConsistentRead: true,
      });
      const { Item } = await documents.send(command);
      return Item === undefined ? 0 : (StoredCodes.parse(Item).hashes?.size ?? 0);
    },

    async use(userId, code, origin) {
      const at = clock.now();
      const event = { eventId: ids.next(), userId, name: 'saved_code.used', at, origin } as const;
      const failed = await transact(documents, [
        spendSavedCode(TableName, userId, code),
        {
          Update: {
            TableName,
            Key: principalKey(userId),
            UpdateExpression: 'SET factorDue = :true, updatedAt = :at ADD version :plusOne',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':true': true, ':at': at.toISOString(), ':plusOne': 1 },
          },
        },
        { Put: { TableName, Item: toEventItem(event) } },
      ]);
      return failed.length === 0;
    },
  };
}
