import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Child } from './child.ts';
import type { FunctionCalls } from './function-process.ts';
import type { Store } from './store.ts';

const record = (body: string) => ({ Records: [{ messageId: 'bench', body }] });

/** Puts a file of contacts into the drop folder and gives the event that its planner receives. */
export async function dropFile({ options, bucket }: Store, csv: string): Promise<unknown> {
  const s3 = new S3Client(options);
  const key = 'inbox/contacts/bench.csv';
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: csv }));
  s3.destroy();
  return record(JSON.stringify({ detail: { bucket: { name: bucket }, object: { key } } }));
}

/** The events of the chunks that the planner queued, in the order of the queue. */
export async function queuedChunks({ options, queueUrl }: Store): Promise<readonly unknown[]> {
  const sqs = new SQSClient(options);
  const events: unknown[] = [];
  for (;;) {
    const request = { QueueUrl: queueUrl, MaxNumberOfMessages: 10 };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
    if (Messages.length === 0) break;
    events.push(...Messages.map(({ Body = '' }) => record(Body)));
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
  sqs.destroy();
  if (events.length === 0) throw new Error('The planner queued no chunk.');
  return events;
}

/** Plans and writes a whole file in one function process; gives what both stages cost together. */
export async function importFile(store: Store, functions: Child<FunctionCalls>, csv: string) {
  const plan = await functions.call('run', {
    name: 'importPlan',
    events: [await dropFile(store, csv)],
  });
  const rows = await functions.call('run', {
    name: 'importRows',
    events: await queuedChunks(store),
  });
  return {
    cpuMicroseconds: plan.cpuMicroseconds + rows.cpuMicroseconds,
    milliseconds: plan.milliseconds + rows.milliseconds,
  };
}
