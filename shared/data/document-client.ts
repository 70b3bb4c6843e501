import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { quickCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import { holdWrites } from './held-writes.ts';
import { retryConflicts } from './retry-conflicts.ts';

/**
 * The document client every adapter uses: undefined values are left out, three tries of 3 s each, and
 * 4.4 s in all where somebody waits. Writes of work that has begun early wait for its confirmation.
 */
export function createDocumentClient(options: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = inTime(
    new DynamoDBClient({
      ...quickCalls,
      ...options,
    }),
  );
  holdWrites(client);
  retryConflicts(client);
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
