import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { rowRecordId } from '#shared/imports/import-ids';
import { carefulOptions, type ImportOptions } from '#shared/imports/import-options';
import type { ApiClient } from '#test/support/api-client';
import type { TestCloud } from '#test/support/cloud';
import { everyItem } from '#test/support/record-digest';
import { sorted } from '#test/support/sorted';
import { importIn, uploadFile, withBenchCloud } from './bench-cloud.ts';

/** Half of them change records, half make some; `ROWS=2000` for a first look. */
const rowsInAll = Number(process.env['ROWS'] ?? 20_000);

/** What people write while they edit. */
const byHand = 'By hand';

/**
 * Imports rows of which half change records, lets people edit some of both halves while it runs, before
 * it is undone and while it is undone, and asserts that everything nobody edited is as it was: records,
 * unique values, timelines, the search index. Over the API and under the functions' own policies.
 */
export async function importUndo(rows = rowsInAll): Promise<void> {
  await withBenchCloud({ name: 'bench-undo', streams: true }, (cloud) => undo(cloud, rows / 2));
}

async function undo(cloud: TestCloud, half: number): Promise<void> {
  const manager = await cloud.as('manager');
  const hand = editor(await cloud.as('administrator'));
  const group = Math.min(50, half / 10);
  const first = await uploadFile(manager, 'old.csv', people(0, half, 'Buyer'), carefulOptions);
  await importIn(manager, first, ['finished']);
  const old = rowsOf(first, 0, half);
  const some = (ids: readonly string[], at: number) => ids.slice(at * group, (at + 1) * group);
  // Only what a file says can be taken back, so a note beside it is no conflict.
  const noted = some(old, 3);
  await cloud.cloud.settle();
  const edited = new Set([0, 1, 2, 3].flatMap((at) => some(old, at)));
  const was = await digest(cloud, edited);

  const options: ImportOptions = { ...carefulOptions, existing: 'overwrite' };
  const start = performance.now();
  const second = await uploadFile(manager, 'new.csv', people(0, 2 * half, 'Chief'), options);
  const made = rowsOf(second, half, 2 * half);
  const running = importIn(manager, second, ['finished']);
  await importIn(manager, second, ['running', 'finished']);
  await hand.editAll([...some(old, 0), ...some(made, 0)], { jobTitle: byHand }, true);
  const { counts } = await running;
  told('imported', start, counts);
  await hand.editAll([...some(old, 1), ...some(made, 1)], { jobTitle: byHand });
  await hand.editAll(noted, { notes: byHand });

  const since = performance.now();
  await manager.send('POST', `/imports/${second}/undo`);
  const undoing = importIn(manager, second, ['undone']);
  await hand.editAll([...some(old, 2), ...some(made, 2)], { jobTitle: byHand });
  const undone = await undoing;
  told('undone', since, undone.undo?.counts);
  await cloud.cloud.settle();
  told('with all that follows from it', since);

  const kept = await jobTitles(cloud);
  for (const at of [0, 1, 2])
    for (const id of some(old, at)) assert.equal(kept.get(id), byHand, 'An edit was undone.');
  for (const id of noted) assert.equal(kept.get(id), 'Buyer', 'A note kept what was imported.');
  const listed = await conflicts(manager, second);
  const left = made.filter((id) => kept.has(id));
  for (const id of [...left, ...some(old, 1)])
    assert.ok(listed.includes(id), 'What stays is not listed.');
  for (const id of [...some(made, 0), ...some(made, 1)])
    assert.equal(kept.get(id), byHand, 'An edited record was removed.');
  const mayStay = new Set([...edited, ...[0, 1, 2].flatMap((at) => some(made, at))]);
  for (const id of listed) assert.ok(mayStay.has(id), 'A record nobody edited is a conflict.');
  assert.equal(undone.undo?.counts?.['conflicts'], listed.length);
  const removed = undone.undo?.counts?.['removed'];
  assert.equal(removed, half - left.length);
  assert.equal(await digest(cloud, new Set([...edited, ...left])), was);
  console.log(`${listed.length} conflicts, all listed; ${left.length} edited new records stay`);
  console.log('records, unique values, timelines and the search index are as before');
}

const people = (from: number, to: number, title: string) =>
  `Name,Email,Job title\n${Array.from({ length: to - from }, (_, at) => `P ${from + at},p${from + at}@undo.example,${title}`).join('\n')}\n`;

const rowsOf = (importId: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => rowRecordId(importId, from + at + 2));

function told(what: string, since: number, counts?: object): void {
  const seconds = ((performance.now() - since) / 1_000).toFixed(1);
  console.log(`${what}: ${seconds} s${counts ? `, ${JSON.stringify(counts)}` : ''}`);
}

/** Edits contacts as a person with a form does: reads, changes what was read, and again if it moved. */
function editor(client: ApiClient) {
  async function edit(id: string, body: object, isComing: boolean): Promise<void> {
    const path = `/contacts/${id}`;
    for (;;) {
      const read = await client.send('GET', path);
      if (read.status === 404 && !isComing) return;
      if (read.status === 404) await pause(250);
      if (read.status !== 200) continue;
      const headers = { 'if-match': read.headers.get('etag') ?? '' };
      const { status } = await client.send('PATCH', path, { body, headers });
      if (status === 200) return;
      assert.ok([404, 412].includes(status), `An edit was answered with ${status}.`);
    }
  }
  return {
    /** With `areComing`, waits for records that are not there yet; else leaves out those that are gone. */
    async editAll(ids: readonly string[], body: object, areComing = false) {
      for (const id of ids) await edit(id, body, areComing);
    },
  };
}

/** Live contacts and their job titles, as stored. */
async function jobTitles(cloud: TestCloud): Promise<ReadonlyMap<string, unknown>> {
  const found = new Map<string, unknown>();
  for await (const { item } of everyItem(cloud))
    if (item['sk'] === 'record' && item['status'] === 'live')
      found.set(String(item['id']), Object(item['values']).jobTitle);
  return found;
}

/** What live records say and what finds them, but for some of them: no versions, times, histories. */
async function digest(cloud: TestCloud, without: ReadonlySet<string>): Promise<string> {
  const lines: string[] = [];
  for await (const { item } of everyItem(cloud)) {
    const { pk, sk, id, recordId, values, status, teamId, texts } = item;
    const isPosting = texts !== undefined;
    const isLive = sk === 'record' ? status === 'live' : /^(unique|referrer#|timeline#)/.test(sk);
    if (!(isPosting || isLive) || without.has(id ?? recordId)) continue;
    lines.push(JSON.stringify(sorted({ pk, sk, values, teamId, recordId, texts })));
  }
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

/** Ids of the records that the list of conflicts names. */
async function conflicts(client: ApiClient, importId: string): Promise<string[]> {
  const { body } = await client.send('GET', `/imports/${importId}/files`);
  const text = await (await fetch(body.undo)).text();
  const [, ...lines] = text.trimEnd().split('\r\n');
  return lines.map((line) => line.split(',')[1] ?? '');
}
