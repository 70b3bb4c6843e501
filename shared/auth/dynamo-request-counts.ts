import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { derivedId } from '#shared/domain/derived-id';
import type { RequestCounts } from './request-counts.ts';
import { toPauseEventItem } from './security-event.ts';

/** Milliseconds that a request waits for its count to be told; the count is told later then. */
const patience = 500;

const Sum = z.object({ taken: z.int() });

const isoTime = (seconds: number) => new Date(seconds * 1_000).toISOString();

/**
 * Counts in table `identity`, an item per caller and window: each report is one write unit. The items that
 * the gate reads anyway say who is paused.
 */
export function createDynamoRequestCounts(
  documents: DynamoDBDocumentClient,
  table: string,
): RequestCounts {
  const soon = () => ({ abortSignal: AbortSignal.timeout(patience) });
  return {
    async add(name, { until }, count) {
      const { Attributes } = await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: `requests#${name}`, sk: `until#${until}` },
          UpdateExpression: 'ADD taken :count SET expiresAt = :end',
          ExpressionAttributeValues: { ':count': count, ':end': until },
          ReturnValues: 'ALL_NEW',
        }),
        soon(),
      );
      return Sum.parse(Attributes).taken;
    },

    async pause({ credential }, { until }) {
      await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: { ...credential },
          UpdateExpression: 'SET pausedUntil = :until',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':until': isoTime(until) },
        }),
        soon(),
      );
    },

    async tell({ kind, id, userId }, { from }, at) {
      const event = {
        eventId: derivedId(isoTime(from), `${kind}#${id}`),
        userId,
        at,
        ...(kind === 'key' ? { keyId: id } : {}),
      };
      await documents.send(
        new PutCommand({
          TableName: table,
          Item: toPauseEventItem(event),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
        soon(),
      );
    },
  };
}
