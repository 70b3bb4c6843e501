import { type DynamoDBClient, paginateQuery, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { listedRequests } from '#shared/privacy/dynamo-person-requests';
import { PersonRequest, type PersonRequestMessage } from '#shared/privacy/person-request';
import { type Item, keyOf } from './item-digest.ts';

/** Where requests about people lie and how their worker is told. */
export interface ErasureNeeds {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly jobsTable: string;
  readonly queueUrl: string;
}

/**
 * Lets every erasure that was asked for, or not at its end yet, at the moment the records were brought back to run
 * once more from its beginning: what it had erased is there again (PRIV-02). Gives their ids.
 */
export async function eraseAgain(
  { dynamodb, sqs, jobsTable, queueUrl }: ErasureNeeds,
  moment: string,
): Promise<string[]> {
  const again: { id: string; key: Item }[] = [];
  const pages = paginateQuery({ client: dynamodb }, { TableName: jobsTable, ...listedRequests });
  for await (const { Items = [] } of pages)
    for (const item of Items) {
      const request = PersonRequest.parse(unmarshall(item));
      const wasOver = request.endedAt !== undefined && request.endedAt <= moment;
      if (request.kind === 'erasure' && !wasOver) again.push({ id: request.id, key: keyOf(item) });
    }
  for (const { id, key } of again) {
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: jobsTable,
        Key: key,
        UpdateExpression:
          'SET #state = :queued, #step = :first, #receipt.#erased = :none, #receipt.#kept = :none ADD #version :one REMOVE #cursor, #endedAt',
        ExpressionAttributeNames: {
          '#state': 'state',
          '#step': 'step',
          '#version': 'version',
          '#cursor': 'cursor',
          '#endedAt': 'endedAt',
          '#receipt': 'receipt',
          '#erased': 'erased',
          '#kept': 'pseudonymised',
        },
        ExpressionAttributeValues: {
          ':queued': { S: 'queued' },
          ':first': { S: 'collect' },
          ':one': { N: '1' },
          // Counted anew: the receipt tells of the last time.
          ':none': { M: {} },
        },
      }),
    );
    const message: PersonRequestMessage = { requestId: id };
    await sqs.send(
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }),
    );
  }
  return again.map(({ id }) => id);
}
