import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ChunkQueue } from './chunk-queue.ts';
import type { Stage } from './stage.ts';

/** SQS takes ten messages in one request. */
const batchLimit = 10;
const attempts = 3;

/** Chunks over queue `import-rows`. Throws when SQS keeps refusing some, so that the caller repeats. */
export function createSqsChunkQueue(sqs: SQSClient, queueUrl: string): ChunkQueue {
  const sendBatch = async (importId: string, stage: Stage, chunks: readonly number[]) => {
    let waiting = [...chunks];
    for (let attempt = 1; waiting.length > 0; attempt++) {
      if (attempt > attempts) throw new Error('SQS refused chunk messages.');
      const { Failed = [] } = await sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: waiting.map((chunk) => ({
            Id: String(chunk),
            MessageBody: JSON.stringify({ importId, chunk, stage }),
          })),
        }),
      );
      const refused = new Set(Failed.map(({ Id }) => Number(Id)));
      waiting = waiting.filter((chunk) => refused.has(chunk));
    }
  };
  return {
    async send(importId, stage, chunks) {
      for (let start = 0; start < chunks.length; start += batchLimit)
        await sendBatch(importId, stage, chunks.slice(start, start + batchLimit));
    },
    async announce(importId) {
      const MessageBody = JSON.stringify({ announce: importId });
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
    },
  };
}
