import { createHash } from 'node:crypto';
import { planImport } from '#functions/import-plan/plan-import';
import { workChunk } from '#functions/import-rows/work-chunk';
import { undoImport } from '#functions/imports/undo-import';
import { importKeys } from '#shared/imports/import-plan';
import { ChunkOutcomes } from '#shared/imports/row-outcome';
import { contact } from '#shared/objects/contact';
import { roles } from '#shared/permissions/roles';
import { updateOf } from '#shared/records/changes';
import { openImportCloud } from '#test/contract/imports/import-cloud';

type Cloud = Awaited<ReturnType<typeof openImportCloud>>;

const people = (from: number, to: number, title: string) =>
  `Name,Email,Job title\n${Array.from({ length: to - from }, (_, at) => `P ${from + at},p${from + at}@undo.example,${title}`).join('\n')}\n`;

async function drop(cloud: Cloud, key: string, text: string): Promise<string> {
  const job = await planImport(cloud.needs, await cloud.put(key, text));
  await drain(cloud);
  return job?.id ?? '';
}

async function drain({ needs, messages }: Cloud): Promise<void> {
  for (let next = messages.shift(); next; next = messages.shift()) await workChunk(needs, next);
}

/** The ids of the records that an import made or changed, by what it did. */
async function touched({ needs }: Cloud, importId: string) {
  const ids = { created: [] as string[], updated: [] as string[] };
  for (const { chunk } of await needs.store.results(importId, 'rows')) {
    const text = await needs.files.readText(importKeys.results(importId, 'rows', chunk));
    for (const { outcome, recordId } of ChunkOutcomes.parse(JSON.parse(text ?? '')).rows)
      if ((outcome === 'created' || outcome === 'updated') && recordId) ids[outcome].push(recordId);
  }
  return ids;
}

async function digestOf({ needs }: Cloud, ids: readonly string[]): Promise<string> {
  const records = await needs.records.getMany(contact, ids);
  const lines = records.map(({ id, values }) =>
    JSON.stringify([id, Object.entries(values).sort()]),
  );
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

async function edit({ needs }: Cloud, ids: readonly string[]): Promise<void> {
  const origin = { userId: 'u', at: needs.now(), means: 'api' as const, cause: 'edit' };
  const records = await needs.records.getMany(contact, ids);
  const updates = records.flatMap((before) => {
    const patch = { jobTitle: 'Edited by hand' };
    const update = updateOf(needs.ids, origin, before, patch, before.teamId);
    return update ? [{ before, ...update }] : [];
  });
  await needs.records.updateMany(contact, updates);
}

/**
 * Imports 20,000 rows of which half change records, lets people edit some of them, undoes the import
 * over the emulated DynamoDB and S3, and says whether the state is as it was before.
 */
export async function importUndo(half = 10_000, edits = 100): Promise<void> {
  const cloud = await openImportCloud();
  const { needs } = cloud;
  const first = await drop(cloud, 'inbox/contacts/before.csv', people(0, half, 'Buyer'));
  const before = (await touched(cloud, first)).created;
  const edited = before.slice(0, edits);
  const kept = before.slice(edits);
  const digest = await digestOf(cloud, kept);

  await needs.mappings.put({
    name: 'Undo',
    object: 'contact',
    columns: [{ header: 'Name', use: { kind: 'field', field: 'name' } }],
    options: { existing: 'overwrite', missing: 'create', createRelated: false },
    savedAt: needs.now(),
    savedBy: 'u',
  });
  const importId = await drop(cloud, 'inbox/Undo/b.csv', people(0, 2 * half, 'Chief'));
  const { created, updated } = await touched(cloud, importId);
  await edit(cloud, [...edited, ...created.slice(0, edits)]);

  const start = performance.now();
  const principal = { userId: 'u', role: 'manager', rights: roles.manager, teamId: undefined };
  const clock = { now: () => new Date(needs.now()) };
  await undoImport({ ...needs, clock } as never, principal as never, importId);
  await drain(cloud);
  const seconds = (performance.now() - start) / 1_000;
  const job = await needs.store.get(importId);
  const list = (await needs.files.readText(importKeys.undo(importId))) ?? '';
  const isSame = (await digestOf(cloud, kept)) === digest;
  const left = await needs.records.getMany(contact, created);
  await cloud.close();
  console.log(`\n## Undoing an import of ${(2 * half).toLocaleString('en')} rows\n`);
  console.log(`created ${created.length}, updated ${updated.length}, edited since ${2 * edits}`);
  console.log(`undone: ${JSON.stringify(job?.undo?.counts)} in ${seconds.toFixed(1)} s`);
  console.log(
    `conflicts listed: ${list.split('\r\n').length - 2}, created ones left: ${left.length}`,
  );
  console.log(`records that nobody edited are as before: ${isSame}`);
}
