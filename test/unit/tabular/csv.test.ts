import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRecords, TableError } from '#shared/tabular/csv-records';
import { type Delimiter, delimiters, sniffDelimiter } from '#shared/tabular/delimiter';
import { fileKind } from '#shared/tabular/file-kind';
import { csvLine, inertText, restoreText } from '#shared/tabular/write-csv';

async function read(text: string, delimiter: Delimiter = ',', size = 65_536) {
  const source = async function* () {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  };
  const rows = [];
  for await (const row of csvRecords(source(), delimiter)) rows.push(row);
  return rows;
}

const cells = async (text: string, delimiter?: Delimiter, size?: number) =>
  (await read(text, delimiter, size)).map((row) => row.cells);

describe('csvRecords', () => {
  it.each([
    { title: 'quotes, commas and doubled quotes', text: 'a,"b,""c"""\n', rows: [['a', 'b,"c"']] },
    { title: 'line breaks in cells', text: '"a\r\nb",c\r\n', rows: [['a\r\nb', 'c']] },
    { title: 'mixed line ends', text: 'a\r\nb\nc\rd', rows: [['a'], ['b'], ['c'], ['d']] },
    { title: 'ragged rows', text: 'a,b\nc\nd,e,f\n', rows: [['a', 'b'], ['c'], ['d', 'e', 'f']] },
    {
      title: 'a stray quote',
      text: 'x"y,2\nz,3\n',
      rows: [
        ['x"y', '2'],
        ['z', '3'],
      ],
    },
    { title: 'a byte order mark', text: '\ufeffa,b\n', rows: [['a', 'b']] },
    { title: 'no final line end', text: 'a,b', rows: [['a', 'b']] },
  ])('reads $title', async ({ text, rows }) => {
    expect(await cells(text)).toEqual(rows);
    expect(await cells(text, ',', 1)).toEqual(rows);
  });

  it('numbers rows as a spreadsheet does: blank ones count, a quoted line break does not (IMP-19)', async () => {
    expect((await read('a\n\n"b\nc"\n , \nd\n')).map(({ row }) => row)).toEqual([1, 3, 5]);
  });

  it('names the row whose quote is never closed', async () => {
    const error = await read('a,b\nc,"d\ne,f\n').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TableError);
    expect(error).toMatchObject({ fault: 'quote-open', row: 2 });
  });

  it('stops at a record of 1 MB instead of swallowing the file (IMP-19)', async () => {
    const error = await read(`a\n"${'x'.repeat(1_100_000)}\n`).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ fault: 'record-too-long', row: 2 });
  });

  it('reads back what csvLine writes, however the text is cut', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', '客', "'"),
    });
    const row = fc.array(cell, { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...delimiters),
        fc.integer({ min: 1, max: 9 }),
        async (rows, delimiter, size) => {
          const text = rows.map((each) => `${csvLine(each, delimiter)}\r\n`).join('');
          const filled = rows.filter((each) => each.some((value) => value.trim() !== ''));
          expect(await cells(text, delimiter, size)).toEqual(filled);
        },
      ),
      { numRuns: 200 },
    );
  });

  const spectrum = '../shared/data/csv-spectrum/';
  const cases = existsSync(spectrum)
    ? readdirSync(`${spectrum}json`).map((name) => name.replace('.json', ''))
    : [];
  it.skipIf(cases.length === 0)(
    cases.length === 0 ? `csv-spectrum (skipped: ${spectrum} is absent)` : 'reads csv-spectrum',
    async () => {
      for (const name of cases) {
        const text = readFileSync(`${spectrum}csvs/${name}.csv`, 'utf8');
        const wanted: unknown = JSON.parse(readFileSync(`${spectrum}json/${name}.json`, 'utf8'));
        // One of the suite's answers is not that of its question.
        if (!Array.isArray(wanted)) continue;
        const [header = [], ...rows] = await cells(text);
        const found = rows.map((row) =>
          Object.fromEntries(header.map((key, at) => [key, row[at] ?? ''])),
        );
        const unix = (value: unknown) => JSON.stringify(value).replaceAll('\\r\\n', '\\n');
        expect(unix(found), name).toBe(unix(wanted));
      }
    },
  );
});

describe('sniffDelimiter', () => {
  it.each<{ title: string; text: string; delimiter: Delimiter }>([
    { title: 'commas', text: 'a,b,c\n1,2,3\n', delimiter: ',' },
    { title: 'semicolons beside decimal commas', text: 'a;b\n1,5;2,5\n', delimiter: ';' },
    { title: 'tabs beside commas in text', text: 'a\tb\nx, y, z\t1\n', delimiter: '\t' },
    { title: 'bars', text: 'a|b|c\n1|2|3\n', delimiter: '|' },
    { title: 'semicolons inside quotes', text: 'a,b\n"1;2;3",4\n"5;6;7",8\n', delimiter: ',' },
    { title: 'one column', text: 'name\nAnn\nBob\n', delimiter: ',' },
    { title: 'only a header', text: 'a;b;c', delimiter: ';' },
  ])('finds $title', ({ text, delimiter }) => {
    expect(sniffDelimiter(text)).toBe(delimiter);
  });
});

describe('fileKind', () => {
  it.each([
    { kind: 'workbook', bytes: 'PK\u0003\u0004' },
    { kind: 'old-workbook', bytes: '\u00d0\u00cf\u0011\u00e0' },
    { kind: 'pdf', bytes: '%PDF-1.7' },
    { kind: 'archive', bytes: '\u001f\u008b\u0008' },
    { kind: 'html', bytes: '\u00ef\u00bb\u00bf\n<!DOCTYPE html><table>' },
    { kind: 'text', bytes: 'Name,<b>\n' },
    { kind: 'empty', bytes: '' },
  ])('tells $kind by its first bytes', ({ kind, bytes }) => {
    expect(fileKind(Buffer.from(bytes, 'latin1'))).toBe(kind);
  });
});

describe('inertText', () => {
  it.each([
    { text: '=cmd|calc', inert: "'=cmd|calc" },
    { text: '＝1+1', inert: "'＝1+1" },
    { text: '@SUM(A1)', inert: "'@SUM(A1)" },
    { text: '+8613800138000', inert: '+8613800138000' },
    { text: '-5', inert: '-5' },
    { text: "'=1", inert: "''=1" },
    { text: "O'Hara", inert: "O'Hara" },
  ])('makes $text $inert (IMP-20)', ({ text, inert }) => {
    expect(inertText(text)).toBe(inert);
  });

  it('is undone by restoreText for every text (IMP-22)', () => {
    const text = fc.string({
      unit: fc.constantFrom("'", '=', '+', '-', '1', 'a', '＝', ' ', '\t'),
    });
    fc.assert(
      fc.property(text, (each) => {
        expect(restoreText(inertText(each))).toBe(each);
      }),
    );
  });
});
