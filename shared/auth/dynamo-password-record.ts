import { transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import type { IdentityTable } from './identity-table.ts';
import type { PasswordRecord } from './password-record.ts';
import { principalKey } from './principal-item.ts';
import { recoveryKey } from './recovery-item.ts';
import { toEventItem } from './security-event.ts';
import { sweepSessions } from './sessions-of-user.ts';

/** Password changes in table `identity`: principal, history and recovery link in one transaction. */
export function createDynamoPasswordRecord(identity: IdentityTable): PasswordRecord {
  const { documents, table, clock, ids } = identity;
  return {
    async passwordChanged(userId, name, origin) {
      const at = clock.now();
      const failed = await transact(documents, [
        {
          Update: {
            TableName: table,
            Key: principalKey(userId),
            UpdateExpression:
              'SET passwordChangedAt = :at, updatedAt = :at ADD sessionGeneration :one, version :one',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':at': at.toISOString(), ':one': 1 },
          },
        },
        { Delete: { TableName: table, Key: recoveryKey(userId) } },
        {
          Put: {
            TableName: table,
            Item: toEventItem({ eventId: ids.next(), userId, name, at, origin }),
          },
        },
      ]);
      if (failed.length > 0) throw new DomainError('request.not_found');
      await sweepSessions(identity, userId);
    },
  };
}
