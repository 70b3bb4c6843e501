import { inLanes } from '#shared/domain/in-lanes';
import { undoChangeId } from '#shared/imports/import-ids';
import type { UndoneRecord } from '#shared/imports/undo-outcome';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { deletionOf } from '#shared/records/changes';
import type { StoredRecord } from '#shared/records/record';
import type { ImportChunkNeeds } from './import-chunk.ts';
import { type RowRecord, type UndoContext, undoAttempts } from './undo-context.ts';

/** Removals under way at once; each takes several trips. */
const concurrency = 8;

/** Puts records that an import made into the bin, unless somebody changed them or refers to them. */
export async function removeCreated(
  needs: Pick<ImportChunkNeeds, 'records'>,
  context: UndoContext,
  object: ObjectDefinition,
  rows: readonly RowRecord[],
): Promise<UndoneRecord[]> {
  const { records } = needs;
  const { importId, undoneAt } = context;
  const [live, undone] = await Promise.all([
    records.getMany(
      object,
      rows.map(({ recordId }) => recordId),
    ),
    records.changesOf(
      object,
      rows.map(({ recordId }) => ({
        recordId,
        changeId: undoChangeId(importId, undoneAt, recordId),
      })),
    ),
  ]);
  const current = new Map(live.map((record) => [record.id, record]));
  const ends: UndoneRecord[] = [];
  await inLanes(concurrency, rows, async ({ row, recordId }) => {
    const record = current.get(recordId);
    const facts = { row, id: recordId, fields: [] };
    if (!record) ends.push({ ...facts, end: undone.has(recordId) ? 'removed' : 'gone' });
    else ends.push({ ...facts, ...(await removeOne(needs, context, object, record)) });
  });
  return ends.sort((a, b) => a.row - b.row);
}

async function removeOne(
  { records }: Pick<ImportChunkNeeds, 'records'>,
  { importId, undoneAt, origin }: UndoContext,
  object: ObjectDefinition,
  found: StoredRecord,
): Promise<Pick<UndoneRecord, 'end' | 'because'>> {
  let record: StoredRecord | undefined = found;
  const ids = { next: () => undoChangeId(importId, undoneAt, found.id) };
  for (let attempt = 0; attempt < undoAttempts; attempt++) {
    if (!record) return { end: 'removed' };
    if (record.version > 1) return { end: 'conflict', because: 'changed' };
    const seen = await records.referrers(object, record.id);
    const outcome = await records.remove(object, record, deletionOf(ids, origin, record), seen);
    if (outcome.kind === 'removed') return { end: 'removed' };
    if (outcome.kind === 'in_use') return { end: 'conflict', because: 'in-use' };
    [record] = await records.getMany(object, [found.id]);
  }
  return { end: 'conflict', because: 'changed' };
}
