import { encodeText } from '#shared/tabular/encode-text';
import { csvLine, inertText } from '#shared/tabular/write-csv';
import { firstWindow } from './chunk-queue.ts';
import type { FinishNeeds } from './finish-import.ts';
import type { ChunkResult, ImportJob, UndoCounts } from './import-job.ts';
import { importKeys } from './import-plan.ts';
import { readPlan } from './read-plan.ts';
import type { Stage } from './stage.ts';
import { UndoneChunk, type UndoneRecord } from './undo-outcome.ts';

/**
 * Ends undoing: after the rows what was made beside them, if anything was; then the totals and the
 * file that lists what stayed as it is.
 */
export async function finishUndo(
  needs: FinishNeeds,
  job: ImportJob,
  stage: Stage,
): Promise<ImportJob | undefined> {
  const { store, files, queue } = needs;
  const chunks = job.chunks ?? 0;
  const results = await store.results(job.id, stage);
  if (!job.undo || results.length < chunks) return undefined;
  const { options } = await readPlan(files, job.id);
  if (stage === 'undo' && options.createRelated) {
    await queue.send(job.id, 'undo-related', firstWindow(chunks));
    return undefined;
  }
  const rows = stage === 'undo' ? results : await store.results(job.id, 'undo');
  const counts = sumOf(stage === 'undo' ? rows : [...rows, ...results]);
  if (counts.conflicts > 0)
    await files.writeStream(
      importKeys.undo(job.id),
      conflictsOf(needs, job, stage === 'undo' ? ['undo'] : ['undo', 'undo-related']),
      'text/csv',
    );
  const undone = await store.move(job.id, 'undone', {
    undo: { ...job.undo, counts },
    endedAt: needs.now(),
    announce: true,
  });
  if (undone) await queue.announce(job.id);
  return undone;
}

function sumOf(results: readonly ChunkResult[]): UndoCounts {
  const sum = { removed: 0, restored: 0, conflicts: 0 };
  for (const { undone } of results) {
    sum.removed += undone?.removed ?? 0;
    sum.restored += undone?.restored ?? 0;
    sum.conflicts += undone?.conflicts ?? 0;
  }
  return sum;
}

const headers = {
  en: ['Row', 'Record', 'Outcome', 'Reason', 'Fields kept'],
  zh: ['行', '记录', '结果', '原因', '保留的字段'],
} as const;

async function* conflictsOf(
  { files, store }: FinishNeeds,
  job: ImportJob,
  stages: readonly Stage[],
): AsyncGenerator<Uint8Array> {
  const line = (cells: readonly string[]) => `${csvLine(cells.map(inertText), ',')}\r\n`;
  yield encodeText(`\ufeff${line(headers[job.language ?? 'en'])}`, 'utf-8');
  for (const stage of stages)
    for (const { chunk, undone } of await store.results(job.id, stage)) {
      const text = undone?.conflicts
        ? await files.readText(importKeys.results(job.id, stage, chunk))
        : undefined;
      if (text === undefined) continue;
      const { records } = UndoneChunk.parse(JSON.parse(text));
      const lines = records
        .filter(isConflict)
        .map(({ row, id, end, because, fields }) =>
          line([String(row), id, end, because ?? 'changed', fields.join(' ')]),
        );
      yield encodeText(lines.join(''), 'utf-8');
    }
}

/** Whether something of a record stays that the import wrote. */
export function isConflict({ end, fields }: UndoneRecord): boolean {
  return end === 'conflict' || fields.length > 0;
}
