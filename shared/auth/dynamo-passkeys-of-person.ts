import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { transact } from '#shared/data/transact';
import type { IdentityTable } from './identity-table.ts';
import { passkeyPrefix, revokePasskey, StoredPasskey } from './passkey-item.ts';
import type { PasskeysOfPerson } from './passkeys-of-person.ts';
import { toEventItem } from './security-event.ts';

/** A passkey takes two actions of a transaction, which has 100; Cognito allows 20 of them. */
const pageSize = 40;

/** All passkeys of a person in table `identity`. */
export function createDynamoPasskeysOfPerson({
  documents,
  table,
  clock,
  ids,
}: IdentityTable): PasskeysOfPerson {
  const all = async (userId: string): Promise<readonly StoredPasskey[]> => {
    const command = new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': `user#${userId}`, ':prefix': passkeyPrefix },
      ConsistentRead: true,
    });
    const { Items = [] } = await documents.send(command);
    return z.array(StoredPasskey).parse(Items);
  };
  const list = async (userId: string) =>
    (await all(userId)).filter(({ revokedAt }) => revokedAt === undefined);

  return {
    list,

    async revoked(userId) {
      return (await all(userId)).filter(({ revokedAt }) => revokedAt !== undefined);
    },

    async revokeAll(userId, { userId: byUserId, origin, reason }) {
      const at = clock.now();
      // A passkey that its owner removes meanwhile stands in the way of all: they are listed anew.
      for (let left = await list(userId); left.length > 0; left = await list(userId)) {
        const actions = left.slice(0, pageSize).flatMap(({ passkeyId }) => [
          revokePasskey(table, userId, passkeyId, at),
          {
            Put: {
              TableName: table,
              Item: toEventItem({
                eventId: ids.next(),
                userId,
                name: 'passkey.removed',
                at,
                origin,
                byUserId,
                ...(reason === undefined ? {} : { reason }),
              }),
            },
          },
        ]);
        await transact(documents, actions);
      }
    },
  };
}
