import { encodeText } from '#shared/tabular/encode-text';
import { csvLine, inertText } from '#shared/tabular/write-csv';
import { outcomesOf } from './chunk-outcomes.ts';
import { cellOf } from './field-text.ts';
import type { FinishNeeds } from './finish-import.ts';
import { addCounts, type ImportJob } from './import-job.ts';
import { importKeys } from './import-plan.ts';
import { sentenceOf } from './problems.ts';
import type { RowOutcome } from './row-outcome.ts';
import type { Stage } from './stage.ts';

/**
 * Ends a test run: counts, and a file that says field by field what importing would write. The import
 * is as it was before, to be changed, tried again or started.
 */
export async function finishTest(
  { store, files }: FinishNeeds,
  job: ImportJob,
  stage: Stage,
): Promise<ImportJob | undefined> {
  const { test } = job;
  const results = await store.results(job.id, stage);
  if (!test || results.length < test.chunks) return undefined;
  const counts = addCounts(results.map((result) => result.counts));
  const chunks = results.map(({ chunk }) => chunk);
  const language = job.language ?? 'en';
  await files.writeStream(
    importKeys.test(job.id, test.run),
    differences(outcomesOf(files, job.id, stage, chunks), language),
    'text/csv',
  );
  return store.move(job.id, 'planned', { test: { ...test, counts } });
}

const headers = {
  en: ['Row', 'Outcome', 'Record', 'Field', 'Before', 'After', 'Reason'],
  zh: ['行', '结果', '记录', '字段', '原值', '新值', '原因'],
} as const;

async function* differences(
  chunks: AsyncIterable<readonly RowOutcome[]>,
  language: 'en' | 'zh',
): AsyncGenerator<Uint8Array> {
  const write = (lines: readonly (readonly string[])[]) =>
    encodeText(lines.map((cells) => `${csvLine(cells.map(inertText), ',')}\r\n`).join(''), 'utf-8');
  yield encodeText('\ufeff', 'utf-8');
  yield write([headers[language]]);
  for await (const rows of chunks)
    yield write(
      rows.flatMap(({ row, outcome, recordId = '', changes, reason }) => {
        const facts = [String(row), outcome, outcome === 'created' ? '' : recordId];
        const why = reason ? sentenceOf(reason, language) : '';
        if (!changes) return [[...facts, '', '', '', why]];
        return Object.entries(changes).map(([field, { from, to }]) => [
          ...facts,
          field,
          cellOf(from),
          cellOf(to),
          why,
        ]);
      }),
    );
}
