import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { partText, type RebuildStore } from './rebuild.ts';

const Key = { pk: 'search-rebuild', sk: 'current' } as const;

const RebuildItem = z.object({
  rebuildId: z.string(),
  startedBy: z.string(),
  startedAt: z.string(),
  done: z.set(z.string()).optional(),
});

/** Rebuilds over table `jobs`: one item, in which each part has its own attribute for its position. */
export function createDynamoRebuilds(
  documents: DynamoDBDocumentClient,
  table: string,
): RebuildStore {
  const read = async () =>
    (await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
  const change = async (rebuildId: string, expression: string, name: string, value: unknown) => {
    const update = new UpdateCommand({
      TableName: table,
      Key,
      UpdateExpression: expression,
      ConditionExpression: 'rebuildId = :id',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':id': rebuildId, ':value': value },
    });
    await documents.send(update).catch((error: unknown) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  };
  return {
    async start(rebuild) {
      await documents.send(new PutCommand({ TableName: table, Item: { ...Key, ...rebuild } }));
    },
    async current() {
      const item = await read();
      if (!item) return undefined;
      const { done = new Set<string>(), ...rebuild } = RebuildItem.parse(item);
      return { ...rebuild, done };
    },
    async positionOf(part) {
      return z
        .string()
        .optional()
        .parse((await read())?.[`at:${partText(part)}`]);
    },
    reach: (rebuildId, part, position) =>
      change(rebuildId, 'SET #name = :value', `at:${partText(part)}`, position),
    finish: (rebuildId, part) =>
      change(rebuildId, 'ADD #name :value', 'done', new Set([partText(part)])),
  };
}
