import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { quickCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';

/** A queue of jobs to be worked on. */
export interface JobQueue<M> {
  /** Sends the message, to be seen after `delay` seconds (0 to 900). */
  send(message: M, delay?: number): Promise<void>;
}

/** Messages as JSON in an SQS queue. */
export function createSqsJobQueue<M extends object>(queueUrl: string): JobQueue<M> {
  const client = inTime(new SQSClient(quickCalls));
  return {
    async send(message, delay = 0) {
      const body = { QueueUrl: queueUrl, MessageBody: JSON.stringify(message) };
      await client.send(new SendMessageCommand({ ...body, DelaySeconds: delay }));
    },
  };
}
