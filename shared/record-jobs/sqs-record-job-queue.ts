import { createSqsJobQueue } from '#shared/data/sqs-job-queue';
import type { RecordJobQueue } from './record-job-store.ts';

/** The queue that the worker of background jobs reads. */
export function createSqsRecordJobQueue(queueUrl: string): RecordJobQueue {
  const queue = createSqsJobQueue(queueUrl);
  return { send: (jobId) => queue.send({ jobId }) };
}
