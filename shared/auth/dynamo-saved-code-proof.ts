import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { transact } from '#shared/data/transact';
import { savedCodesKey, spendSavedCode } from './dynamo-saved-codes.ts';
import type { IdentityTable } from './identity-table.ts';
import { hashSavedCode } from './saved-code.ts';
import type { SavedCodeProof } from './saved-code-proof.ts';
import { toEventItem } from './security-event.ts';

/** Saved codes of table `identity` as a proof. */
export function createDynamoSavedCodeProof(identity: IdentityTable): SavedCodeProof {
  const { documents, table: TableName, clock, ids } = identity;
  return {
    async holds(userId = 'nobody', code) {
      const { Item } = await documents.send(
        new GetCommand({ TableName, Key: savedCodesKey(userId), ConsistentRead: true }),
      );
      const hashes: unknown = Item?.['hashes'];
      return hashes instanceof Set && hashes.has(hashSavedCode(userId, code));
    },
    async spend(userId, code) {
      const event = {
        eventId: ids.next(),
        userId,
        name: 'saved_code.used',
        at: clock.now(),
      } as const;
      const failed = await transact(documents, [
        spendSavedCode(TableName, userId, code),
        { Put: { TableName, Item: toEventItem(event) } },
      ]);
      return failed.length === 0;
    },
  };
}
