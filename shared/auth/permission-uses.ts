import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';

/** On which day a person last used each permission; read by access reviews only. */
export function usesKey(userId: string): ItemKey {
  return { pk: `use#${userId}`, sk: 'uses' };
}

const prefix = 'last:';
const Item = z.looseObject({ pk: z.string() });

/** The person of an item and the days of their permissions. */
export function usesOf(item: unknown): readonly [string, ReadonlyMap<string, string>] {
  const { pk, ...attributes } = Item.parse(item);
  const days = Object.entries(attributes).flatMap(([name, day]) =>
    name.startsWith(prefix) && typeof day === 'string'
      ? [[name.slice(prefix.length), day] as const]
      : [],
  );
  return [pk.slice('use#'.length), new Map(days)];
}

/** Beyond it the memory of what was noted starts anew; forgetting costs a write, nothing else. */
const remembered = 10_000;

/**
 * Notes the day of a use: at most one write per person, permission, day and environment, at the same
 * time as the request's own work. That it fails is no reason to turn the request away.
 */
export function createUseNotes(documents: DynamoDBDocumentClient, table: string) {
  const noted = new Set<string>();
  return async (userId: string, permission: string, now: Date): Promise<void> => {
    const day = now.toISOString().slice(0, 10);
    const use = `${day} ${userId} ${permission}`;
    if (noted.has(use)) return;
    if (noted.size >= remembered) noted.clear();
    noted.add(use);
    const update = new UpdateCommand({
      TableName: table,
      Key: { ...usesKey(userId) },
      UpdateExpression: 'SET #last = :day',
      ExpressionAttributeNames: { '#last': `${prefix}${permission}` },
      ExpressionAttributeValues: { ':day': day },
    });
    await documents.send(update).catch(() => noted.delete(use));
  };
}
