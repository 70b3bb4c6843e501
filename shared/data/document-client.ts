import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { quickCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import { holdWrites } from './held-writes.ts';
import { retryConflicts } from './retry-conflicts.ts';

/**
 * The client under the document client: three tries of 3 s each, and 4.4 s in all where somebody
 * waits. Writes of work that has begun early wait for its confirmation.
 */
export function createTableClient(options: DynamoDBClientConfig = {}): DynamoDBClient {
  const client = inTime(
    new DynamoDBClient({
      ...quickCalls,
      ...options,
    }),
  );
  // It copies every request and answer for a log that nobody keeps: an eighth of a request's work.
  client.middlewareStack.remove('loggerMiddleware');
  holdWrites(client);
  retryConflicts(client);
  return client;
}

/** The document client every adapter uses: undefined values are left out. */
export function createDocumentClient(options: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(createTableClient(options), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
