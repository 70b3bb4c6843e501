import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { PlanQueue } from './plan-queue.ts';

/** The planner's queue, `import-files`. */
export function createSqsPlanQueue(sqs: SQSClient, queueUrl: string): PlanQueue {
  return {
    async planAgain(importId) {
      const MessageBody = JSON.stringify({ plan: importId });
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
    },
  };
}
