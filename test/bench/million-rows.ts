import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientOptions, output } from '#infra/example/organisation';
import type { ApiClient } from '#test/support/api-client';
import type { TestCloud } from '#test/support/cloud';
import { withBenchCloud } from './bench-cloud.ts';
import { type ContactFile, writeContacts } from './contact-files.ts';

const folder = 'build/bench-cloud';

/** `FILE=xlsx` for a workbook. */
const kind: ContactFile = process.env['FILE'] === 'xlsx' ? 'xlsx' : 'csv';
/** The most rows that a sheet holds below its header; `ROWS=10000` for a first look. */
const mostRows = Number(process.env['ROWS'] ?? 1_048_575);

/**
 * A file of so many rows, CSV or workbook, through the whole local cloud, on disk and under the functions' own policies:
 * dropped into the bucket, planned, written by the queue's workers, finished. What the tables' streams
 * feed stands still: search takes some forty writes a record, which would be measured instead. Fails
 * unless every row became a record.
 */
export async function millionRows(rows = mostRows): Promise<void> {
  await withBenchCloud({ name: 'bench-cloud', streams: false }, async (cloud, dataDir) => {
    await wholeImport(cloud, rows);
    const { size } = await stat(join(dataDir, 'state.sqlite'));
    console.log(`The tables take ${(size / 1e9).toFixed(2)} GB.`);
  });
}

async function wholeImport(cloud: TestCloud, rows: number): Promise<void> {
  const manager = await cloud.as('manager');
  const file = join(folder, `contacts.${kind}`);
  await writeContacts(file, kind, rows);
  const start = performance.now();
  const cpu = process.cpuUsage();
  await drop(cloud, file);
  let last = '';
  for (;;) {
    await pause(10_000);
    // On a busy machine an answer may come too late: the next one tells the same.
    const { status, body } = await manager.send('GET', '/imports');
    const [job] = status === 200 ? body.items : [];
    if (!job) continue;
    const seconds = (performance.now() - start) / 1_000;
    const done = await rowsDone(manager, job.id);
    const memory = Math.round(process.memoryUsage.rss() / 1_048_576);
    const news = `${job.state}, ${done} rows`;
    if (news !== last) console.log(`${Math.round(seconds)} s: ${news}; ${memory} MB in all`);
    last = news;
    if (job.endedAt === undefined) continue;
    const { user, system } = process.cpuUsage(cpu);
    console.log(`${rows} rows of a ${kind} file: ${JSON.stringify(job.counts)}`);
    console.log(`${Math.round(rows / seconds)} rows a second`);
    console.log(
      `${Math.round((user + system) / rows)} µs of CPU a row, the cloud's and the client's`,
    );
    assert.deepEqual(job.counts, { created: rows, updated: 0, skipped: 0, failed: 0 });
    return;
  }
}

async function rowsDone(manager: ApiClient, id: string): Promise<number> {
  const { status, body } = await manager.send('GET', `/imports/${id}`);
  return status === 200 ? (body.progress?.rowsDone ?? 0) : 0;
}

async function drop(cloud: TestCloud, path: string): Promise<void> {
  const s3 = new S3Client(clientOptions(cloud.deployment));
  await s3.send(
    new PutObjectCommand({
      Bucket: output(cloud.deployment, 'FilesBucket'),
      Key: `inbox/contacts/million.${kind}`,
      Body: createReadStream(path),
      ContentLength: (await stat(path)).size,
    }),
  );
  s3.destroy();
}
