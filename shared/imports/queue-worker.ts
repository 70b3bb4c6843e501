import type { SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { type Log, stackOf } from '#shared/observability/logger';

const QueueEvent = z.object({
  Records: z.array(z.object({ messageId: z.string(), body: z.string() })),
});

/**
 * A queue's worker: each message is parsed and done on its own, and only those that failed come back
 * (partial batch response).
 */
export function queueWorker<T extends z.ZodType>(
  schema: T,
  log: Log,
  work: (message: z.output<T>) => Promise<void>,
): (event: unknown) => Promise<SQSBatchResponse> {
  return async (event) => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of QueueEvent.parse(event).Records)
      try {
        await work(schema.parse(JSON.parse(body)));
      } catch (error) {
        log.error('message.failed', 'A message could not be processed and will come again.', {
          errorName: error instanceof Error ? error.name : 'unknown',
          stack: stackOf(error),
        });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    return { batchItemFailures };
  };
}
