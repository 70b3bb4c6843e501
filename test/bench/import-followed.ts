import assert from 'node:assert/strict';
import { rowRecordId } from '#shared/imports/import-ids';
import { carefulOptions } from '#shared/imports/import-options';
import type { TestCloud } from '#test/support/cloud';
import { everyItem } from '#test/support/record-digest';
import { importIn, uploadFile, withBenchCloud } from './bench-cloud.ts';

/** `ROWS=2000` for a first look. */
const rowsInAll = Number(process.env['ROWS'] ?? 100_000);

const tags = ['Fair 2026', 'Reseller', '重点客户', 'Newsletter'];

/**
 * Imports contacts through the whole local cloud with everything that follows from a change switched on:
 * search, tags, audit, events. Asserts that what follows agrees with the records once it has caught up.
 */
export async function importFollowed(rows = rowsInAll): Promise<void> {
  await withBenchCloud({ name: 'bench-followed', streams: true }, (cloud) => followed(cloud, rows));
}

async function followed(cloud: TestCloud, rows: number): Promise<void> {
  const manager = await cloud.as('manager');
  const lines = ['Name,Email,Mobile,Job title,Tags'];
  for (let row = 1; row <= rows; row++) lines.push(lineOf(row));
  const start = performance.now();
  const rate = () => Math.round((rows / (performance.now() - start)) * 1_000);
  const cpu = cpuSince(rows);
  const id = await uploadFile(manager, 'followed.csv', `${lines.join('\r\n')}\r\n`, carefulOptions);
  const { counts } = await importIn(manager, id, ['finished', 'finished_with_errors'], 2_000);
  console.log(`\nimported: ${JSON.stringify(counts)}, ${rate()} rows a second, ${cpu()}`);
  await cloud.cloud.settle();
  console.log(`with all that follows from it: ${rate()} rows a second, ${cpu()}`);
  console.log(`asked of the tables for each row: ${askedOf(cloud, rows)}`);
  assert.deepEqual(counts, { created: rows, updated: 0, skipped: 0, failed: 0 });

  const indexed = new Set<string>();
  const events = new Set<string>();
  for await (const { item } of everyItem(cloud)) {
    if (item['texts'] !== undefined) indexed.add(String(item['id']));
    if (String(item['sk']).startsWith('change#')) events.add(String(item['pk']));
  }
  assert.equal(indexed.size, rows, 'Not every record is in the search index.');
  assert.equal(events.size, rows, 'Not every record has its change.');
  for (let row = 1; row <= rows; row += Math.ceil(rows / 20)) {
    const { body } = await manager.send('GET', `/search?q=c${padded(row)}@followed.example`);
    assert.deepEqual(
      body.items.map((item: { id: string }) => item.id),
      [rowRecordId(id, row + 1)],
    );
  }
  const known = await manager.send('GET', '/tags?object=contact');
  assert.deepEqual(new Set(known.body.tags), new Set(tags));
  console.log('search finds the rows by address, the index holds all of them, the tags are known');
}

/** The CPU of all threads, functions and local cloud alike, for each row. */
function cpuSince(rows: number): () => string {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return `${((user + system) / 1_000 / rows).toFixed(1)} ms of CPU a row`;
  };
}

/** Requests and write units of the tables that changes of records end in. */
function askedOf({ cloud }: TestCloud, rows: number): string {
  const each = (total: number) => (total / rows).toFixed(2);
  return Object.entries(cloud.services.dynamodb.meter().all())
    .flatMap(([name, { requests, writeUnits }]) => {
      const [, table] = /-(Records|Search|Audit)[0-9A-F]{8}$/.exec(name) ?? [];
      return table ? [`${table} ${each(requests)} requests, ${each(writeUnits)} write units`] : [];
    })
    .join('; ');
}

const padded = (row: number) => String(row).padStart(7, '0');

function lineOf(row: number): string {
  const mobile = `+86138${padded(row).padStart(8, '0')}`;
  const tag = tags[row % tags.length] ?? '';
  return row % 2 === 0
    ? `王小明${padded(row)},c${padded(row)}@followed.example,${mobile},采购经理,${tag}`
    : `Maria Santos ${padded(row)},c${padded(row)}@followed.example,${mobile},Buyer,${tag}`;
}
