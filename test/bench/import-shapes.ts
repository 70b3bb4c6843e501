import { rowRecordId } from '#shared/imports/import-ids';
import { contact } from '#shared/objects/contact';
import { toRecordItem } from '#shared/records/record-item';
import { encodeText } from '#shared/tabular/encode-text';
import { textRows, writeWorkbook } from '#test/support/write-workbook';
import { cellsOf } from './contact-files.ts';
import { contactsCsv } from './contacts-csv.ts';
import { startFunctions } from './functions.ts';
import { importFile } from './import-run.ts';
import { interleaved, type Ratio, ratioOf } from './measure.ts';
import { startStore } from './store.ts';

/** `ROWS=100000` for the design's own size. */
const usualRows = Number(process.env['ROWS'] ?? 3_000);

/** The same rows as a workbook and in GB 18030 ÷ as CSV in UTF-8, planned and written. */
export async function importShapes(rows = usualRows, pairs = 5): Promise<readonly Ratio[]> {
  const store = await startStore();
  const functions = await startFunctions(store, 'importPlan', 'importRows');
  const csv = contactsCsv(rows);
  const table = csv.trimEnd().split('\r\n').map(cellsOf);
  const workbook = writeWorkbook({ sheets: [{ rows: textRows(table) }] });
  const gb18030 = encodeText(csv, 'gb18030');
  const run = (body: string | Uint8Array, name: string) => async () => {
    await store.call('reset', undefined);
    return importFile(store, [functions], body, `inbox/contacts/${name}`);
  };
  await run(csv, 'warm.csv')();
  const runs = await interleaved(pairs, {
    utf8: run(csv, 'a.csv'),
    gb18030: run(gb18030, 'b.csv'),
    workbook: run(workbook, 'c.xlsx'),
  });
  await functions.stop();
  await store.stop();
  const rate = (name: keyof typeof runs) =>
    runs[name].map(({ milliseconds }) => (rows / milliseconds) * 1_000);
  const time = (name: keyof typeof runs) => runs[name].map(({ milliseconds }) => milliseconds);
  return [
    ratioOf(
      { name: 'workbook ÷ CSV, the same rows', unit: 'rows/s', goal: '≥ 0.60' },
      rate('workbook'),
      rate('utf8'),
    ),
    ratioOf(
      { name: 'GB 18030 ÷ UTF-8, the same rows', unit: 'ms', goal: '≤ 1.1' },
      time('gb18030'),
      time('utf8'),
    ),
    ratioOf(
      { name: '16 imports ÷ 1, rate under the partition limit', unit: 'rows/s', goal: '≥ 0.5' },
      [limitedRate(16)],
      [limitedRate(1)],
    ),
  ];
}

/** Writes a second that one partition takes (AWS: DynamoDB partitions). */
const partitionLimit = 1_000;

/**
 * Rows a second that so many imports at once could write if nothing but the fullest partition of
 * table and indexes held them back: counted over the keys of the very items that rows become.
 */
function limitedRate(imports: number): number {
  const rows = 64_000;
  const writes = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const importId = `01JD8Y7N9Q${String(row % imports).padStart(16, '0')}`;
    const at = '2026-03-01T00:00:00.000Z';
    const item: Record<string, unknown> = toRecordItem(contact, {
      id: rowRecordId(importId, Math.floor(row / imports)),
      version: 1,
      values: { name: `P ${row}`, email: `p${row}@example.com`, ownerId: `u${row % imports}` },
      teamId: undefined,
      createdAt: at,
      createdBy: 'u',
      updatedAt: at,
      updatedBy: 'u',
    });
    for (const key of ['pk', 'listPk', 'ownerPk']) {
      const partition = `${key} ${String(item[key])}`;
      writes.set(partition, (writes.get(partition) ?? 0) + 1);
    }
  }
  return (rows / Math.max(...writes.values())) * partitionLimit;
}
