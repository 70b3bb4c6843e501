import { createHash } from 'node:crypto';
import { undoImport } from '#functions/imports/undo-import';
import { carefulOptions } from '#shared/imports/import-options';
import { importKeys } from '#shared/imports/import-plan';
import { contact } from '#shared/objects/contact';
import { roles } from '#shared/permissions/roles';
import { importHarness } from '#test/unit/imports/import-harness';

const principal = { userId: 'u1', role: 'manager', rights: roles.manager, teamId: undefined };

const people = (from: number, to: number, title: string) =>
  `Name,Email,Job title\n${Array.from({ length: to - from }, (_, at) => `P ${from + at},p${from + at}@undo.example,${title}`).join('\n')}\n`;

/**
 * Imports 20,000 rows of which half change records, lets people edit some of both halves, undoes the
 * import, and says whether all that nobody edited is as it was before. Over a store in memory.
 */
export async function importUndo(half = 10_000, edits = 100): Promise<void> {
  const harness = importHarness({ starters: { find: async () => principal } });
  const digest = (ids: ReadonlySet<string>) => {
    const lines = [...harness.stored.values()]
      .filter(({ id }) => !ids.has(id))
      .map(({ id, values }) => JSON.stringify([id, Object.entries(values).sort()]));
    return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
  };
  await harness.upload(people(0, half, 'Buyer'));
  const before = [...harness.stored.keys()];
  const edited = new Set(before.slice(0, edits));
  const digestBefore = digest(edited);

  const options = { ...carefulOptions, existing: 'overwrite' as const };
  const job = await harness.upload(people(0, 2 * half, 'Chief'), { options });
  const created = [...harness.stored.keys()].slice(half);
  for (const id of [...edited, ...created.slice(0, edits)]) {
    harness.edit(contact, id, { jobTitle: 'Edited by hand' });
    edited.add(id);
  }

  const start = performance.now();
  const clock = { now: () => new Date(harness.needs.now()) };
  await undoImport({ ...harness.needs, clock } as never, principal as never, job.id);
  await harness.drain();
  const seconds = (performance.now() - start) / 1_000;
  const ended = await harness.store.get(job.id);
  const listed = (harness.text(importKeys.undo(job.id)) ?? '').split('\r\n').length - 2;
  console.log(`\n## Undoing an import of ${(2 * half).toLocaleString('en')} rows\n`);
  console.log(`imported: ${JSON.stringify(job.counts)}; edited since: ${edited.size}`);
  console.log(`undone: ${JSON.stringify(ended?.undo?.counts)} in ${seconds.toFixed(1)} s`);
  console.log(`conflicts listed: ${listed}; records left: ${harness.stored.size}`);
  console.log(`all that nobody edited is as before: ${digest(edited) === digestBefore}`);
}
