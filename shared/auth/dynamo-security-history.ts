import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { IdentityTable } from './identity-table.ts';
import type { RequestOrigin } from './request-origin.ts';
import { fromEventItem, type SecurityEventName, toEventItem } from './security-event.ts';
import type { SecurityHistory } from './security-history.ts';

const pageSize = 50;

/** Security events in table `identity`, under their user in the order of time. */
export function createDynamoSecurityHistory(identity: IdentityTable): SecurityHistory {
  const { documents, table, clock, ids } = identity;
  const put = async (
    userId: string,
    name: SecurityEventName,
    { device, sourceIp }: RequestOrigin,
    condition: string,
  ) => {
    const event = { eventId: ids.next(), userId, name, at: clock.now() };
    await documents.send(
      new PutCommand({
        TableName: table,
        Item: toEventItem({ ...event, origin: { device, sourceIp } }),
        ConditionExpression: condition,
      }),
    );
  };
  return {
    record: (userId, name, origin) => put(userId, name, origin, 'attribute_not_exists(pk)'),
    async recordFailure(userId, name, origin) {
      if (userId !== undefined) return await put(userId, name, origin, 'attribute_not_exists(pk)');
      // A write that never holds takes as long and leaves nothing.
      await put('nobody', name, origin, 'attribute_exists(pk)').catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
    },
    async list(userId, before) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':pk': `user#${userId}`,
            ':from': 'event#',
            // The end of the range belongs to it: one more is read than shown.
            ':to': `event#${before ?? '~'}`,
          },
          ScanIndexForward: false,
          Limit: pageSize + 2,
        }),
      );
      const entries = z
        .array(z.record(z.string(), z.unknown()))
        .parse(Items)
        .map(fromEventItem)
        .filter(({ eventId }) => eventId !== before);
      const shown = entries.slice(0, pageSize);
      return {
        entries: shown,
        ...(entries.length > pageSize ? { next: shown.at(-1)?.eventId } : {}),
      };
    },
  };
}
