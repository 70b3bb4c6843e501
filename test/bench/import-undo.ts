import { createHash } from 'node:crypto';
import { planImport } from '#functions/import-plan/plan-import';
import { workChunk } from '#functions/import-rows/work-chunk';
import { undoImport } from '#functions/imports/undo-import';
import { rowRecordId } from '#shared/imports/import-ids';
import { carefulOptions, type ImportOptions } from '#shared/imports/import-options';
import { importKeys } from '#shared/imports/import-plan';
import { contact } from '#shared/objects/contact';
import { roles } from '#shared/permissions/roles';
import { updateOf } from '#shared/records/changes';
import { openImportCloud } from '#test/contract/imports/import-cloud';

const principal = { userId: 'u1', role: 'manager', rights: roles.manager, teamId: undefined };

const people = (from: number, to: number, title: string) =>
  `Name,Email,Job title\n${Array.from({ length: to - from }, (_, at) => `P ${from + at},p${from + at}@undo.example,${title}`).join('\n')}\n`;

/**
 * Imports 20,000 rows of which half change records, lets people edit some of both halves, undoes the
 * import, and says whether all that nobody edited is as it was before. Over the emulated DynamoDB and
 * S3, spoken to through the SDK.
 */
export async function importUndo(half = 10_000, edits = 100): Promise<void> {
  const cloud = await openImportCloud();
  const { needs } = cloud;
  const drain = async () => {
    for (let next = cloud.messages.shift(); next; next = cloud.messages.shift())
      await workChunk(needs, next);
  };
  const upload = async (body: string, options: ImportOptions) => {
    const id = needs.ids.next();
    const at = needs.now();
    const facts = { createdAt: at, updatedAt: at, problems: [], redrives: 0, options };
    await needs.store.create({
      ...{ id, state: 'awaiting_upload', fileName: 'list.csv', startedBy: 'u1', ...facts },
    });
    await planImport(needs, await cloud.put(`uploads/${id}/file`, body));
    await drain();
    return id;
  };
  const rowsOf = (importId: string, from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => rowRecordId(importId, from + at + 2));
  const digest = async (ids: readonly string[]) => {
    const records = await needs.records.getMany(contact, ids);
    const lines = records.map(({ id, values }) =>
      JSON.stringify([id, Object.entries(values).sort()]),
    );
    return {
      records: lines.length,
      hash: createHash('sha256').update(lines.sort().join('\n')).digest('hex'),
    };
  };

  const first = await upload(people(0, half, 'Buyer'), carefulOptions);
  const before = rowsOf(first, 0, half);
  const was = await digest(before.slice(edits));
  const second = await upload(people(0, 2 * half, 'Chief'), {
    ...carefulOptions,
    existing: 'overwrite',
  });
  const made = rowsOf(second, half, 2 * half);
  const imported = (await needs.store.get(second))?.counts;
  const edited = [...before.slice(0, edits), ...made.slice(0, edits)];
  const origin = { userId: 'u2', at: needs.now(), means: 'api', cause: 'bench' } as const;
  await needs.records.updateMany(
    contact,
    (await needs.records.getMany(contact, edited)).flatMap((record) => {
      const update = updateOf(
        needs.ids,
        origin,
        contact,
        record,
        { jobTitle: 'By hand' },
        undefined,
      );
      return update ? [{ before: record, ...update }] : [];
    }),
  );

  const start = performance.now();
  const clock = { now: () => new Date(needs.now()) };
  await undoImport({ ...needs, clock } as never, principal as never, second);
  await drain();
  const seconds = (performance.now() - start) / 1_000;
  const ended = await needs.store.get(second);
  const listed = (await needs.files.readText(importKeys.undo(second))) ?? '';
  const now = await digest(before.slice(edits));
  console.log(`\n## Undoing an import of ${(2 * half).toLocaleString('en')} rows\n`);
  console.log(`imported: ${JSON.stringify(imported)}; edited since: ${edited.length}`);
  console.log(`undone: ${JSON.stringify(ended?.undo?.counts)} in ${seconds.toFixed(1)} s`);
  console.log(`conflicts listed: ${listed.split('\r\n').length - 2}`);
  console.log(`made and not edited that are left: ${(await digest(made.slice(edits))).records}`);
  console.log(`all ${now.records} that nobody edited are as before: ${now.hash === was.hash}`);
  await cloud.close();
}
