import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TransactAction } from '#shared/data/transact';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { OfferedNumber } from './record-store.ts';

const Counter = z.object({ last: z.int() });

function counterKey({ name }: ObjectDefinition) {
  return { pk: `numbers#${name}`, sk: 'counter' };
}

/** A number as people read it: `O-000042`. */
function numberText(object: ObjectDefinition, number: number): string {
  return `${object.numbered?.prefix ?? ''}${String(number).padStart(6, '0')}`;
}

/** The number that comes next, strongly consistent; it is not taken by that. */
export async function offerNumber(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
): Promise<OfferedNumber> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: table, Key: counterKey(object), ConsistentRead: true }),
  );
  const last = Item === undefined ? 0 : Counter.parse(Item).last;
  return { number: numberText(object, last + 1), last };
}

/** Takes an offered number in the transaction of its record, unless another one was taken meanwhile. */
export function takeOffered(
  table: string,
  object: ObjectDefinition,
  { last }: OfferedNumber,
): TransactAction {
  return {
    Update: {
      TableName: table,
      Key: counterKey(object),
      UpdateExpression: 'SET #last = :next',
      ConditionExpression: last === 0 ? 'attribute_not_exists(pk)' : '#last = :last',
      ExpressionAttributeNames: { '#last': 'last' },
      ExpressionAttributeValues: { ':next': last + 1, ...(last === 0 ? {} : { ':last': last }) },
    },
  };
}

/**
 * Takes the next numbers of an object, as many as asked for, and writes them as people read them.
 * A number whose record is never written stays unused: numbers rise, but have gaps.
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
      Key: counterKey(object),
      UpdateExpression: 'ADD #last :count',
      ExpressionAttributeNames: { '#last': 'last' },
      ExpressionAttributeValues: { ':count': count },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  const { last } = Counter.parse(Attributes);
  return Array.from({ length: count }, (_, index) => numberText(object, last - count + 1 + index));
}
