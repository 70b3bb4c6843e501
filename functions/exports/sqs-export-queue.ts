import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ExportQueue } from '#shared/exports/export-store';

/** The queue that the export worker reads. */
export function createSqsExportQueue(client: SQSClient, QueueUrl: string): ExportQueue {
  return {
    async send(exportId) {
      const MessageBody = JSON.stringify({ exportId });
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    },
  };
}
