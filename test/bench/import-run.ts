import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Child } from './child.ts';
import type { Cost, FunctionCalls } from './function-process.ts';
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

/** What several processes cost that worked side by side: the CPU of all, the time of the slowest. */
export const sideBySide = (costs: readonly Cost[]): Cost => ({
  cpuMicroseconds: costs.reduce((sum, each) => sum + each.cpuMicroseconds, 0),
  milliseconds: Math.max(...costs.map(({ milliseconds }) => milliseconds)),
});

const oneAfterTheOther = (costs: readonly Cost[]): Cost => ({
  ...sideBySide(costs),
  milliseconds: costs.reduce((sum, each) => sum + each.milliseconds, 0),
});

/**
 * Does all chunks of the imports that are planned, window by window, in as many environments as there
 * are processes; gives what they cost together.
 */
export async function writeRows(store: Store, ...environments: readonly Child<FunctionCalls>[]) {
  const costs: Cost[] = [];
  for (;;) {
    const events = await queuedChunks(store);
    if (events.length === 0) break;
    const parts = environments.map((_, first) =>
      events.filter((_, at) => at % environments.length === first),
    );
    const window = environments.map((functions, at) =>
      functions.call('run', { name: 'importRows', events: parts[at] ?? [] }),
    );
    costs.push(sideBySide(await Promise.all(window)));
  }
  if (costs.length === 0) throw new Error('The planner queued no chunk.');
  return oneAfterTheOther(costs);
}

/** Plans a whole file in the first of these processes and writes it in all; gives what both stages cost together. */
export async function importFile(
  store: Store,
  environments: readonly [Child<FunctionCalls>, ...Child<FunctionCalls>[]],
  body: string | Uint8Array,
  key?: string,
) {
  const events = [await dropFile(store, body, key)];
  const plan = await environments[0].call('run', { name: 'importPlan', events });
  return oneAfterTheOther([plan, await writeRows(store, ...environments)]);
}
