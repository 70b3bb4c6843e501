import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { OffBoardingQueue } from './off-boarding-store.ts';

/** The queue `off-boarding`. */
export function createSqsOffBoardingQueue(queueUrl: string): OffBoardingQueue {
  const client = new SQSClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 },
  });
  return {
    async send(message) {
      const MessageBody = JSON.stringify(message);
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
    },
  };
}
