import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { IdentityTable } from '#shared/auth/identity-table';
import type { ReminderStore } from './reminder-store.ts';

const claimSeconds = 5 * 60;
/** Until then the due date is over and nobody asks for the marker. */
const keptSeconds = 90 * 24 * 60 * 60;

/** Markers of reminders in table `identity`, under the person they are for. */
export function createDynamoReminders({ documents, table, clock }: IdentityTable): ReminderStore {
  const seconds = () => Math.floor(clock.now().getTime() / 1_000);
  const marker = (userId: string, dueAt: Date, days: number) => ({
    TableName: table,
    Key: { pk: `user#${userId}`, sk: `reminder#${dueAt.toISOString()}#${days}` },
  });
  return {
    async claim(userId, dueAt, days) {
      const now = seconds();
      const update = new UpdateCommand({
        ...marker(userId, dueAt, days),
        UpdateExpression: 'SET claimedUntil = :until, expiresAt = :end',
        ConditionExpression:
          'attribute_not_exists(sentAt) AND (attribute_not_exists(claimedUntil) OR claimedUntil <= :now)',
        ExpressionAttributeValues: {
          ':until': now + claimSeconds,
          ':end': now + keptSeconds,
          ':now': now,
        },
      });
      try {
        await documents.send(update);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async settle(userId, dueAt, days) {
      await documents.send(
        new UpdateCommand({
          ...marker(userId, dueAt, days),
          UpdateExpression: 'SET sentAt = :now',
          ExpressionAttributeValues: { ':now': seconds() },
        }),
      );
    },
  };
}
