import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { quickCalls } from '#shared/clients/client-limits';
import { holdWrites } from './held-writes.ts';
import { retryConflicts } from './retry-conflicts.ts';

/**
 * The document client every adapter uses: undefined values are left out, three tries, and a request
 * that hangs ends after 3 s so that the caller gets an answer within API Gateway's limit. Writes of
 * work that has begun early wait for its confirmation.
 */
export function createDocumentClient(options: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    ...quickCalls,
    ...options,
  });
  holdWrites(client);
  retryConflicts(client);
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
