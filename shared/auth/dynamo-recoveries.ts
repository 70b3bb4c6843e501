import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { transact } from '#shared/data/transact';
import type { IdentityTable } from './identity-table.ts';
import { newRecovery, openRecovery, recoveryKey, userOfRecovery } from './recovery-item.ts';
import type { RecoveryStore } from './recovery-store.ts';
import { toEventItem } from './security-event.ts';

/** Recovery links in table `identity`, one per user. */
export function createDynamoRecoveries(identity: IdentityTable): RecoveryStore {
  const { documents, table, clock, ids } = identity;
  return {
    async create(userId, code) {
      const at = clock.now();
      const { token, item } = newRecovery(userId, code, at);
      const event = toEventItem({ eventId: ids.next(), userId, name: 'recovery.link_sent', at });
      await transact(
        documents,
        [item, event].map((Item) => ({ Put: { TableName: table, Item } })),
      );
      return token;
    },
    async open(token) {
      const userId = userOfRecovery(token);
      if (userId === undefined) return undefined;
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: recoveryKey(userId), ConsistentRead: true }),
      );
      const code = openRecovery(token, Item, clock.now());
      return code === undefined ? undefined : { userId, code };
    },
  };
}
