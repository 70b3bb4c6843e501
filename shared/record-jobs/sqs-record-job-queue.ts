import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { quickCalls } from '#shared/clients/client-limits';
import type { RecordJobQueue } from './record-job-store.ts';

/** The queue that the worker of background jobs reads. */
export function createSqsRecordJobQueue(QueueUrl: string): RecordJobQueue {
  const client = new SQSClient(quickCalls);
  return {
    async send(jobId) {
      const MessageBody = JSON.stringify({ jobId });
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    },
  };
}
