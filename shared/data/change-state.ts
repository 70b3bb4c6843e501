import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from './batch-get.ts';

/**
 * Sets attributes of an item whose `state` is one of these, so that a race loses cleanly; gives the item
 * after it, or nothing where it is in another state or not there. Undefined values are left as they are.
 */
export async function changeState(
  documents: DynamoDBDocumentClient,
  table: string,
  key: ItemKey,
  from: readonly string[],
  change: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown> | undefined> {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined);
  const states = from.map((state, at) => [`:from${at}`, state] as const);
  try {
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName: table,
        Key: { ...key },
        UpdateExpression: `SET ${entries.map((_, at) => `#n${at} = :v${at}`).join(', ')}`,
        ConditionExpression: `#state IN (${states.map(([name]) => name).join(', ')})`,
        ExpressionAttributeNames: {
          '#state': 'state',
          ...Object.fromEntries(entries.map(([name], at) => [`#n${at}`, name])),
        },
        ExpressionAttributeValues: {
          ...Object.fromEntries(states),
          ...Object.fromEntries(entries.map(([, value], at) => [`:v${at}`, value])),
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Attributes;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
