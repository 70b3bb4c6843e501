import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '#shared/domain/clock';
import type { SentMails } from './send-record-mail.ts';

/** Longer than the queue and its dead letters can bring an event again. */
const keptForSeconds = 30 * 24 * 60 * 60;

/** Sent mails as expiring items of table `records`. */
export function createDynamoSentMails(
  documents: DynamoDBDocumentClient,
  table: string,
  clock: Clock,
): SentMails {
  const key = (eventId: string) => ({ pk: `mailed#${eventId}`, sk: 'mail' });
  return {
    async has(eventId) {
      const command = new GetCommand({ TableName: table, Key: key(eventId), ConsistentRead: true });
      return (await documents.send(command)).Item !== undefined;
    },
    async add(eventId) {
      const expiresAt = Math.floor(clock.now().getTime() / 1_000) + keptForSeconds;
      await documents.send(
        new PutCommand({ TableName: table, Item: { ...key(eventId), expiresAt } }),
      );
    },
  };
}
