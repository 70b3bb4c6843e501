import { SendMessageCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { quickCalls } from '#shared/clients/client-limits';
import { inTime } from '#shared/clients/in-time';
import type { RecoveryQueue } from './recovery-message.ts';

/** The recovery queue on SQS. */
export function createSqsRecoveryQueue(
  queueUrl: string,
  options: SQSClientConfig = {},
): RecoveryQueue {
  const client = inTime(
    new SQSClient({
      ...quickCalls,
      ...options,
    }),
  );
  return {
    async send(message) {
      const MessageBody = JSON.stringify(message);
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
    },
  };
}
