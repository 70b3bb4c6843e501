import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import { derivedId } from '#shared/domain/derived-id';
import {
  type PartCounts,
  type RequestCounts,
  type RequestWindow,
  windowParts,
} from './request-counts.ts';
import { toPauseEventItem } from './security-event.ts';

/** Milliseconds that a request waits for its count to be told; the count is told later then. */
const patience = 500;

const Count = z.int().optional();

const isoTime = (seconds: number) => new Date(seconds * 1_000).toISOString();

/** The attribute of a part. Sixty of them are less than one write unit holds. */
const partName = (part: number) => `part${part}`;

function partsOf(item: Readonly<Record<string, unknown>> | undefined): PartCounts {
  return Array.from({ length: windowParts }, (_, part) => Count.parse(item?.[partName(part)]));
}

function keyOf(name: string, { until }: RequestWindow): ItemKey {
  return { pk: `requests#${name}`, sk: `until#${until}` };
}

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
    async add(name, window, part, count) {
      const { from, until } = window;
      const { Attributes } = await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: { ...keyOf(name, window) },
          UpdateExpression: 'ADD #part :count SET expiresAt = :end',
          ExpressionAttributeNames: { '#part': partName(part) },
          // The window after it looks at it, too.
          ExpressionAttributeValues: { ':count': count, ':end': until + (until - from) },
          ReturnValues: 'ALL_NEW',
        }),
        soon(),
      );
      return partsOf(Attributes);
    },

    async read(name, window) {
      const Keys = [{ ...keyOf(name, window) }];
      // The gate's own permission is BatchGetItem, and every function with routes has it.
      const { Responses = {} } = await documents.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys } } }),
        soon(),
      );
      return partsOf(Responses[table]?.[0]);
    },

    async pause({ credential }, until) {
      await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: { ...credential },
          UpdateExpression: 'SET pausedUntil = :until',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':until': until.toISOString() },
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
