import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import { contactChangeItem, contactChangeKey } from './contact-change-item.ts';
import { createDynamoSecurityHistory } from './dynamo-security-history.ts';
import type { FactorRecord } from './factor-record.ts';
import type { IdentityTable } from './identity-table.ts';
import { principalKey } from './principal-item.ts';
import { toEventItem } from './security-event.ts';

/** Factor changes in table `identity`. */
export function createDynamoFactorRecord(identity: IdentityTable): FactorRecord {
  const { documents, table: TableName, clock, ids } = identity;
  const history = createDynamoSecurityHistory(identity);
  return {
    async added(userId, origin) {
      const at = clock.now();
      const event = { eventId: ids.next(), userId, name: 'factor.added', at, origin } as const;
      const failed = await transact(documents, [
        {
          Update: {
            TableName,
            Key: principalKey(userId),
            UpdateExpression: 'SET updatedAt = :at REMOVE factorDue ADD version :one',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':at': at.toISOString(), ':one': 1 },
          },
        },
        { Put: { TableName, Item: toEventItem(event) } },
      ]);
      if (failed.length > 0) throw new DomainError('request.unauthenticated');
    },
    removed: (userId, origin) => history.record(userId, 'factor.removed', origin),
    preferred: (userId, origin) => history.record(userId, 'factor.preferred', origin),
    async phoneChanging(userId, former) {
      const changeId = ids.next();
      const Item = contactChangeItem({ changeId, userId, kind: 'phone', former, at: clock.now() });
      await documents.send(new PutCommand({ TableName, Item }));
      return {
        made: (origin) => history.record(userId, 'phone.changed', origin),
        async dropped() {
          const Key = contactChangeKey(userId, changeId);
          await documents.send(new DeleteCommand({ TableName, Key }));
        },
      };
    },
  };
}
