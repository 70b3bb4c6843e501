import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ObjectDefinition } from '#shared/objects/define-object';

const Counter = z.object({ last: z.int() });

/**
 * Takes the next numbers of an object, as many as asked for, and writes them as people read them
 * (`O-000042`). A number whose record is never written stays unused: numbers rise, but have gaps.
 */
export async function takeNumbers(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  count: number,
): Promise<readonly string[]> {
  const { Attributes } = await documents.send(
    new UpdateCommand({
      TableName: table,
      Key: { pk: `numbers#${object.name}`, sk: 'counter' },
      UpdateExpression: 'ADD #last :count',
      ExpressionAttributeNames: { '#last': 'last' },
      ExpressionAttributeValues: { ':count': count },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  const { last } = Counter.parse(Attributes);
  const prefix = object.numbered?.prefix ?? '';
  return Array.from(
    { length: count },
    (_, index) => `${prefix}${String(last - count + 1 + index).padStart(6, '0')}`,
  );
}
