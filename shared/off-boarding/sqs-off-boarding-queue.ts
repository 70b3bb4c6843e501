import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { quickCalls } from '#shared/clients/client-limits';
import type { OffBoardingQueue } from './off-boarding-store.ts';

/** The queue `off-boarding`. */
export function createSqsOffBoardingQueue(queueUrl: string): OffBoardingQueue {
  const client = new SQSClient(quickCalls);
  return {
    async send(message) {
      const MessageBody = JSON.stringify(message);
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
    },
  };
}
