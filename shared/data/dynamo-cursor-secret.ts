import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { randomSecret } from '#shared/domain/ids';
import type { ItemKey } from './batch-get.ts';
import type { CursorSecret } from './cursor.ts';

const SecretItem = z.object({ secret: z.string().min(43) });

/**
 * The deployment's cursor secret, made by whoever needs it first and kept in memory then. It guards no
 * data: a cursor only says where to go on in a list that is checked anew on every page. Other purposes have
 * secrets of their own, by `name`.
 */
export function createDynamoCursorSecret(
  documents: DynamoDBDocumentClient,
  table: string,
  name = 'cursor',
): CursorSecret {
  const key = { pk: `secret#${name}`, sk: 'secret' };
  let known: string | undefined;
  return {
    async read() {
      known ??= (await find(documents, table, key)) ?? (await make(documents, table, key));
      return known;
    },
  };
}

async function find(documents: DynamoDBDocumentClient, table: string, key: ItemKey) {
  const { Item } = await documents.send(new GetCommand({ TableName: table, Key: key }));
  return Item && SecretItem.parse(Item).secret;
}

async function make(
  documents: DynamoDBDocumentClient,
  table: string,
  key: ItemKey,
): Promise<string> {
  const secret = randomSecret();
  try {
    await documents.send(
      new PutCommand({
        TableName: table,
        Item: { ...key, secret },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return secret;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException) || !error.Item) throw error;
    return SecretItem.parse(unmarshall(error.Item)).secret;
  }
}
