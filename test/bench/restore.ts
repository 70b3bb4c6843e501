import { setTimeout as pause } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  paginateScan,
  UpdateContinuousBackupsCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { restoreTables } from '#infra/operate/restore-tables';
import { contactsCsv } from './contacts-csv.ts';
import { startFunctions } from './functions.ts';
import { importFile } from './import-run.ts';
import { interleaved, type Ratio, ratioOf } from './measure.ts';
import { startStore } from './store.ts';

/** As many requests on their way as the command itself has. */
const inFlight = 8;

/** `ROWS=…` for another size; a contact is three items. */
const usualRows = Number(process.env['ROWS'] ?? 6_000);

async function writeAll(client: DynamoDBClient, requests: readonly WriteRequest[]) {
  let next = 0;
  const lanes = Array.from({ length: inFlight }, async () => {
    while (next < requests.length) {
      const records = requests.slice(next, next + 25);
      next += 25;
      await client.send(new BatchWriteItemCommand({ RequestItems: { records } }));
    }
  });
  await Promise.all(lanes);
}

/**
 * Bringing back a table of which every item was lost (`npm run restore`) ÷ writing the same items with
 * BatchWriteItem: what the runbook's time grows by with each item, besides AWS's copy.
 */
export async function restore(rows = usualRows, pairs = 5): Promise<readonly Ratio[]> {
  const store = await startStore({ keepsHistory: true });
  const functions = await startFunctions(store, 'importPlan', 'importRows');
  await importFile(store, [functions], contactsCsv(rows));
  await functions.stop();
  const dynamodb = new DynamoDBClient(store.options);
  const sqs = new SQSClient(store.options);
  const items: Record<string, AttributeValue>[] = [];
  for await (const page of paginateScan({ client: dynamodb }, { TableName: 'records' }))
    items.push(...(page.Items ?? []));
  await dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName: 'records',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  );
  const put = () =>
    writeAll(
      dynamodb,
      items.map((Item) => ({ PutRequest: { Item } })),
    );
  const lose = () =>
    writeAll(
      dynamodb,
      items.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk: pk!, sk: sk! } } })),
    );
  const needs = {
    ...{ dynamodb, sqs, jobsTable: 'jobs', queueUrl: store.queueUrl, tell: () => undefined },
    tables: { records: 'records', identity: 'identity', jobs: 'jobs', audit: 'audit' },
  };
  const took = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return (items.length / (performance.now() - start)) * 1_000;
  };
  const runs = await interleaved(pairs, {
    write: async () => {
      await lose();
      return took(put);
    },
    restore: async () => {
      const moment = new Date();
      // What is lost in the same millisecond would belong to the moment.
      await pause(2);
      await lose();
      return took(async () => {
        const { tables } = await restoreTables(needs, ['records'], moment);
        const { written } = tables.records!;
        if (written !== items.length) throw new Error(`${written} of ${items.length} came back.`);
      });
    },
  });
  dynamodb.destroy();
  sqs.destroy();
  await store.stop();
  const about = { unit: 'items/s', goal: '–', remark: `${items.length} items, all lost` };
  return [ratioOf({ name: 'restore ÷ BatchWriteItem', ...about }, runs.restore, runs.write)];
}
