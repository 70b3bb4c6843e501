import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRecords } from '#shared/tabular/csv-records';
import { type Delimiter, sniffDelimiter } from '#shared/tabular/delimiter';
import { type Quoting, usualQuoting } from '#shared/tabular/quoting';
import { sniffShape } from '#shared/tabular/sniff-shape';
import { csvLine } from '#shared/tabular/write-csv';

async function cells(text: string, delimiter: Delimiter, quoting: Quoting, size = 65_536) {
  const source = async function* () {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  };
  const rows = [];
  for await (const row of csvRecords(source(), delimiter, quoting)) rows.push(row.cells);
  return rows;
}
const shapeOf = (text: string, isWhole = true) => sniffShape({ text, isWhole }, {});
const usual = { ...usualQuoting, delimiter: ',' };
const single = { quote: "'", quoteEscape: 'doubled' } as const;
const none = { quote: 'none', quoteEscape: 'doubled' } as const;
const backslash = 'backslash';

describe('a table that is written in another way', () => {
  it.each([
    {
      title: 'every cell in single quotes',
      text: "'name','city'\n'Doe, Jane','Cork'\n'O''Brien','a\nb'\n",
      shape: { ...single, delimiter: ',' },
      rows: [
        ['name', 'city'],
        ['Doe, Jane', 'Cork'],
        ["O'Brien", 'a\nb'],
      ],
    },
    {
      title: 'single quotes where they are needed',
      text: "name,city\n'Doe, Jane',Cork\nAnn,'Rome, Italy'\n",
      shape: { ...single, delimiter: ',' },
      rows: [
        ['name', 'city'],
        ['Doe, Jane', 'Cork'],
        ['Ann', 'Rome, Italy'],
      ],
    },
    {
      title: 'single quotes around double ones, with backslashes, as MySQL writes it',
      text: "'id';'name'\n'1';'O\\'Brien \\\\ \"Sons\"; Co'\n'2';\\N\n",
      shape: { quote: "'", quoteEscape: backslash, delimiter: ';' },
      rows: [
        ['id', 'name'],
        ['1', 'O\'Brien \\ "Sons"; Co'],
        ['2', ''],
      ],
    },
    {
      title: 'double quotes behind backslashes',
      text: '"id","said"\n"1","say \\"hi, all\\""\n"2","x"\n',
      shape: { quote: '"', quoteEscape: backslash, delimiter: ',' },
      rows: [
        ['id', 'said'],
        ['1', 'say "hi, all"'],
        ['2', 'x'],
      ],
    },
    {
      title: 'quotes that are text at the beginning of cells',
      text: 'size\tpart\n5\tpipe\n6\t"5 elbow\n7\tvalve\n',
      shape: { ...none, delimiter: '\t' },
      rows: [
        ['size', 'part'],
        ['5', 'pipe'],
        ['6', '"5 elbow'],
        ['7', 'valve'],
      ],
    },
  ])('is told from it: $title', async ({ text, shape, rows }) => {
    const { delimiter, ...quoting } = shapeOf(text);
    expect({ delimiter, ...quoting }).toEqual(shape);
    expect(await cells(text, delimiter, quoting)).toEqual(rows);
    expect(await cells(text, delimiter, quoting, 1)).toEqual(rows);
  });

  it('is read as somebody says, whatever it looks like', async () => {
    const text = "'a',\"b\"\n'c','d'\n";
    const said = sniffShape({ text, isWhole: true }, { ...none, delimiter: ',' });
    expect(said).toEqual({ ...none, delimiter: ',' });
    expect(await cells(text, ',', said)).toEqual([
      ["'a'", '"b"'],
      ["'c'", "'d'"],
    ]);
    expect(sniffShape({ text, isWhole: true }, { quote: '"' })).toEqual(usual);
    const escaped = "name,nick\n'it\\'s, yes',x\n";
    expect(sniffShape({ text: escaped, isWhole: true }, { quote: "'" })).toMatchObject({
      ...{ quote: "'", quoteEscape: backslash },
    });
  });
});

describe('an ordinary table', () => {
  it.each([
    { title: 'apostrophes', text: "name,note\nO'Brien,'tis late\n'90s Ltd,rock 'n' roll\n" },
    { title: 'names between apostrophes', text: "name,nick\nAnn,'Annie'\nBob,'Bo'\n" },
    { title: 'a ragged row and an apostrophe', text: "a,b\n'tis,x,y\nc,d\n" },
    { title: 'double quotes with single ones inside', text: '"a","b"\n"\'x\', y","z"\n' },
    { title: 'a path that ends with a backslash', text: '"dir","x"\n"C:\\data\\","y"\n' },
    { title: 'inches inside a cell', text: 'part,size\npipe,5" long\nrod,6"\n' },
    { title: 'an open quote between commas', text: 'a,b\nc,"d\ne,f\n' },
    { title: 'one column', text: 'name\n"Ann"\nBob\n' },
  ])('stays what it is: $title', ({ text }) => {
    expect(shapeOf(text)).toEqual(usual);
  });

  it('stays what it is where the sample cuts a cell off', () => {
    const rows = Array.from({ length: 50 }, (_, at) => `"${at}"\t"note ${at}"`).join('\n');
    const cut = shapeOf(`"n"\t"text"\n${rows}\n"51"\t"one\ntwo\nthr`, false);
    expect(cut).toEqual({ ...usualQuoting, delimiter: '\t' });
  });

  it('stays what it is whatever its cells hold', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'b', "'", '"', ',', ';', '\n', ' ', '\\', '客'),
      minLength: 1,
      maxLength: 12,
    });
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(table, (rows) => {
        const lines = [['name', 'city', 'note'], ...rows].map((row) =>
          row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','),
        );
        const { quote, quoteEscape } = shapeOf(`${lines.join('\r\n')}\r\n`);
        expect([quote, quoteEscape]).toEqual(['"', 'doubled']);
      }),
    );
  });

  it('as the product writes it comes back whatever its cells hold', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', "'", '"', ',', '\n', ' ', '\\', 'N'),
      maxLength: 12,
    });
    const table = fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const text = [['name', 'note'], ...rows].map((row) => csvLine(row, ',')).join('\r\n');
        const { quote, quoteEscape } = sniffShape({ text, isWhole: true }, { delimiter: ',' });
        const written = await cells(text, ',', usualQuoting);
        expect(await cells(text, ',', { quote, quoteEscape })).toEqual(written);
      }),
    );
  });
});

it('the delimiter is looked for outside the quotes in use', () => {
  const text = "'a;b;c',1\n'd;e;f',2\n";
  expect(sniffDelimiter(text, single)).toBe(',');
  expect(sniffDelimiter(text)).toBe(';');
});
