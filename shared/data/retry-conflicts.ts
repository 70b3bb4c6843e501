import { type DynamoDBClient, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { waitForOthers } from './wait-for-others.ts';

/**
 * Tries a single write again that met a transaction on its item, with growing random pauses, about 1.5 s
 * in all; then it throws `service.unavailable`. DynamoDB has written nothing then, and the SDK does not try again.
 */
export function retryConflicts(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next) => async (call) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await next(call);
        } catch (error) {
          if (!(error instanceof TransactionConflictException)) throw error;
          await waitForOthers(attempt, error);
        }
      }
    },
    { step: 'initialize', name: 'retryConflicts' },
  );
}
