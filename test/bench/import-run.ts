import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Child } from './child.ts';
import type { FunctionCalls } from './function-process.ts';
import type { Store } from './store.ts';

const record = (body: string) => ({ Records: [{ messageId: 'bench', body }] });

/** Puts a file into the drop folder and gives the event that its planner receives. */
export async function dropFile(
  { options, bucket }: Store,
  body: string | Uint8Array,
  key = 'inbox/contacts/bench.csv',
): Promise<unknown> {
  const s3 = new S3Client(options);
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  s3.destroy();
  return record(JSON.stringify({ detail: { bucket: { name: bucket }, object: { key } } }));
}

/** The events of the chunks that wait in the queue, in its order; the news of an end is left out. */
export async function queuedChunks({ options, queueUrl }: Store): Promise<readonly unknown[]> {
  const sqs = new SQSClient(options);
  const events: unknown[] = [];
  for (;;) {
    const request = { QueueUrl: queueUrl, MaxNumberOfMessages: 10 };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
    if (Messages.length === 0) break;
    const chunks = Messages.filter(({ Body = '' }) => Body.includes('"chunk"'));
    events.push(...chunks.map(({ Body = '' }) => record(Body)));
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
  sqs.destroy();
  return events;
}

/** Does all chunks of the imports that are planned, window by window; gives what they cost together. */
export async function writeRows(store: Store, functions: Child<FunctionCalls>) {
  let cpuMicroseconds = 0;
  let milliseconds = 0;
  let chunks = 0;
  for (;;) {
    const events = await queuedChunks(store);
    if (events.length === 0) break;
    const cost = await functions.call('run', { name: 'importRows', events });
    cpuMicroseconds += cost.cpuMicroseconds;
    milliseconds += cost.milliseconds;
    chunks += events.length;
  }
  if (chunks === 0) throw new Error('The planner queued no chunk.');
  return { cpuMicroseconds, milliseconds };
}

/** Plans and writes a whole file in one function process; gives what both stages cost together. */
export async function importFile(
  store: Store,
  functions: Child<FunctionCalls>,
  body: string | Uint8Array,
  key?: string,
) {
  const plan = await functions.call('run', {
    name: 'importPlan',
    events: [await dropFile(store, body, key)],
  });
  const rows = await writeRows(store, functions);
  return {
    cpuMicroseconds: plan.cpuMicroseconds + rows.cpuMicroseconds,
    milliseconds: plan.milliseconds + rows.milliseconds,
  };
}
