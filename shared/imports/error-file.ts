import { byteOrderMark, encodeText } from '#shared/tabular/encode-text';
import { csvLine, inertText, restoreText } from '#shared/tabular/write-csv';
import type { Problem } from './import-job.ts';
import type { ImportPlan } from './import-plan.ts';
import { reasonHeaders } from './mapping/technical-headers.ts';
import { sentenceOf } from './problems.ts';
import type { RowOutcome } from './row-outcome.ts';

/**
 * Writes the failed rows as the file had them (columns, encoding, delimiter) with the reason in a last
 * column. Corrected and dropped again it imports just these rows. Cells that a spreadsheet would run
 * as formulas are made inert; importing takes that off again.
 */
export async function* errorFile(
  plan: ImportPlan,
  rows: AsyncIterable<readonly RowOutcome[]>,
): AsyncGenerator<Uint8Array> {
  const { encoding, delimiter, mark } = plan.form;
  const language = reasonLanguage(plan);
  const width = plan.mapping.columns.length;
  const line = (cells: readonly string[]) =>
    csvLine(
      cells.map((cell) => inertText(restoreText(cell))),
      delimiter,
    );
  const headers = plan.mapping.columns.map(({ header }) => header);
  if (mark) yield byteOrderMark(encoding);
  yield encodeText(`${line([...headers, reasonHeaders[language]])}\r\n`, encoding);
  for await (const outcomes of rows) {
    const lines = outcomes.flatMap(({ outcome, cells, reason }) =>
      outcome === 'failed' && cells
        ? [`${line([...padded(cells, width), sentence(reason, language)])}\r\n`]
        : [],
    );
    if (lines.length > 0) yield encodeText(lines.join(''), encoding);
  }
}

const writesChinese = new Set(['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5']);

/** The header's language, where the file's encoding can write it. */
function reasonLanguage({ language, form }: ImportPlan): 'en' | 'zh' {
  return language === 'zh' && writesChinese.has(form.encoding) ? 'zh' : 'en';
}

function padded(cells: readonly string[], width: number): string[] {
  return [...cells, ...Array.from({ length: Math.max(width - cells.length, 0) }, () => '')];
}

function sentence(reason: Problem | undefined, language: 'en' | 'zh'): string {
  return reason ? sentenceOf(reason, language) : '';
}
