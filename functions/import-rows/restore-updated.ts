import { isDeepStrictEqual } from 'node:util';
import { importChangeId, undoChangeId } from '#shared/imports/import-ids';
import type { UndoneRecord } from '#shared/imports/undo-outcome';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { FieldValue } from '#shared/objects/field';
import { updateOf } from '#shared/records/changes';
import type { Change, StoredRecord } from '#shared/records/record';
import type { Update } from '#shared/records/record-store';
import type { ImportChunkNeeds } from './import-chunk.ts';
import { type RowRecord, type UndoContext, undoAttempts } from './undo-context.ts';

type Needs = Pick<ImportChunkNeeds, 'records' | 'people'>;

/** Gives fields that an import changed what they held before, where they still hold what it wrote. */
export async function restoreUpdated(
  needs: Needs,
  context: UndoContext,
  object: ObjectDefinition,
  rows: readonly RowRecord[],
): Promise<UndoneRecord[]> {
  const ends: UndoneRecord[] = [];
  let waiting = rows;
  for (let attempt = 0; attempt < undoAttempts && waiting.length > 0; attempt++)
    waiting = await restoreOnce(needs, context, object, waiting, ends);
  const left = waiting.map(
    ({ row, recordId }): UndoneRecord => ({
      row,
      id: recordId,
      end: 'conflict',
      because: 'changed',
      fields: [],
    }),
  );
  return [...ends, ...left].sort((a, b) => a.row - b.row);
}

/** One round; gives the records that changed while it ran. */
async function restoreOnce(
  { records, people }: Needs,
  context: UndoContext,
  object: ObjectDefinition,
  rows: readonly RowRecord[],
  ends: UndoneRecord[],
): Promise<RowRecord[]> {
  const { importId, startedAt, undoneAt, origin } = context;
  const refs = (idOf: (recordId: string) => string) =>
    rows.map(({ recordId }) => ({ recordId, changeId: idOf(recordId) }));
  const [live, made, undone] = await Promise.all([
    records.getMany(
      object,
      rows.map(({ recordId }) => recordId),
    ),
    records.changesOf(
      object,
      refs((id) => importChangeId(importId, startedAt, id)),
    ),
    records.changesOf(
      object,
      refs((id) => undoChangeId(importId, undoneAt, id)),
    ),
  ]);
  const current = new Map(live.map((record) => [record.id, record]));
  const updates: { row: RowRecord; fields: string[]; update: Update }[] = [];
  for (const row of rows) {
    const facts = { row: row.row, id: row.recordId };
    const record = current.get(row.recordId);
    const change = made.get(row.recordId);
    const before = undone.get(row.recordId);
    if (!record || !change) ends.push({ ...facts, end: 'gone', fields: [] });
    else if (before) {
      const fields = change.fields.filter((name) => !before.fields.includes(name));
      ends.push({ ...facts, end: 'restored', fields });
    } else {
      const { patch, fields } = reversal(change, record);
      const ids = { next: () => undoChangeId(importId, undoneAt, row.recordId) };
      const owner = patch['ownerId'];
      const teamId =
        owner === undefined
          ? record.teamId
          : typeof owner === 'string'
            ? (await people.named(owner))[0]?.teamId
            : undefined;
      const update = updateOf(ids, origin, object, record, patch, teamId);
      if (update) updates.push({ row, fields, update: { before: record, ...update } });
      else ends.push({ ...facts, end: 'conflict', because: 'changed', fields });
    }
  }
  const outcomes = await records.updateMany(
    object,
    updates.map(({ update }) => update),
  );
  return updates.flatMap(({ row, fields }, at) => {
    const outcome = outcomes[at]?.kind;
    if (outcome === 'version_conflict') return [row];
    const facts = { row: row.row, id: row.recordId, fields };
    if (outcome === 'changed') ends.push({ ...facts, end: 'restored' });
    else ends.push({ ...facts, end: 'conflict', because: 'taken' });
    return [];
  });
}

/** What leads back, and the fields that hold something else by now. */
function reversal(change: Change, record: StoredRecord) {
  const patch: Record<string, FieldValue | null> = {};
  const fields: string[] = [];
  for (const [name, { from, to }] of Object.entries(change.values))
    if (isDeepStrictEqual(record.values[name], to)) patch[name] = from ?? null;
    else fields.push(name);
  return { patch, fields };
}
