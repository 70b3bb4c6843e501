import { describe, expect, it } from 'vitest';
import { openSheet } from '#shared/tabular/xlsx/open-sheet';
import { textRows, type WorkbookParts, writeWorkbook } from '#test/support/write-workbook';

function sourceOf(bytes: Uint8Array, piece = 1_000) {
  return {
    size: bytes.byteLength,
    async *read(start: number, end: number) {
      for (let at = start; at < end; at += piece)
        yield bytes.subarray(at, Math.min(at + piece, end));
    },
  };
}

async function read(parts: WorkbookParts, sheet?: string) {
  const opened = await openSheet(sourceOf(writeWorkbook(parts)), sheet);
  const rows: [number, ...string[]][] = [];
  for await (const piece of opened.rows)
    rows.push(...piece.map(({ row, cells }): [number, ...string[]] => [row, ...cells]));
  return { name: opened.name, visible: opened.visible, rows };
}

const one = async (cells: string, more: Partial<WorkbookParts> = {}) =>
  (await read({ sheets: [{ rows: `<row>${cells}</row>` }], ...more })).rows[0]?.slice(1);

const styles =
  '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>' +
  '<numFmt numFmtId="171" formatCode="[Red]#,##0.00;[h]:mm"/><numFmt numFmtId="172" formatCode="00000"/></numFmts>' +
  '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
  '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="170"/>' +
  '<xf numFmtId="171"/><xf numFmtId="172"/><xf numFmtId="20"/></cellXfs>';

describe('a sheet of a workbook', () => {
  it('gives shared, inline and rich texts without what only says how to pronounce them', async () => {
    const sharedStrings =
      '<si><t>客户名称</t></si><si><r><t>王</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 伟</t></r><rPh sb="0" eb="1"><t>ワン</t></rPh></si>' +
      '<si><t>a_x000D_b&amp;&#60;</t></si>';
    const cells =
      '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="inlineStr"><is><t>内</t></is></c>';
    expect(await one(cells, { sharedStrings })).toEqual(['客户名称', '王 伟', 'a\rb&<', '内']);
  });

  it('writes dates in ISO form, from 1900 and from 1904 (IMP-32)', async () => {
    const cells =
      '<c s="1"><v>45356</v></c><c s="2"><v>45356.604166666664</v></c><c s="3"><v>59</v></c>' +
      '<c s="3"><v>61</v></c><c s="6"><v>0.75</v></c><c t="d"><v>2024-03-05T00:00:00</v></c>';
    expect(await one(cells, { styles })).toEqual([
      '2024-03-05',
      '2024-03-05 14:30:00',
      '1900-02-28',
      '1900-03-01',
      '18:00:00',
      '2024-03-05',
    ]);
    expect(await one('<c s="1"><v>43894</v></c>', { styles, from1904: true })).toEqual([
      '2024-03-05',
    ]);
  });

  it('keeps numbers and ids as people typed them (IMP-32)', async () => {
    const cells =
      '<c><v>13800138000</v></c><c><v>1.3800138E10</v></c><c><v>0.30000000000000004</v></c>' +
      '<c s="5"><v>1234</v></c><c s="4"><v>45356</v></c><c><v>1.2345678901234568E17</v></c><c t="inlineStr"><is><t>007</t></is></c>' +
      '<c t="b"><v>1</v></c><c><v>1e308</v></c>';
    expect(await one(cells, { styles })).toEqual([
      '13800138000',
      '13800138000',
      '0.3',
      '01234',
      '45356',
      '1.2345678901234568E17',
      '007',
      'TRUE',
      '1e308',
    ]);
  });

  it('takes the stored result of a formula and says where there is none (IMP-32)', async () => {
    const cells =
      '<c t="str"><f>A1&amp;"x"</f><v>done</v></c><c><f>1+1</f><v>2</v></c><c><f>NOW()</f></c><c t="e"><v>#REF!</v></c>';
    expect(await one(cells)).toEqual(['done', '2', '#VALUE!', '#REF!']);
  });

  it('numbers rows and columns as a spreadsheet does and leaves out blank ones', async () => {
    const rows =
      '<row r="3"><c r="B3"><v>1</v></c><c><v>2</v></c><c r="XFD3"/></row><row r="4"><c r="A4"/></row><row><c r="AA5"><v>9</v></c></row>';
    const { rows: read3 } = await read({ sheets: [{ rows }] });
    expect(read3).toEqual([
      [3, '', '1', '2'],
      [5, ...Array(26).fill(''), '9'],
    ]);
  });

  it('opens the first visible sheet with rows, or the one named (IMP-34)', async () => {
    const parts: WorkbookParts = {
      sheets: [
        { name: 'secret', state: 'veryHidden', rows: textRows([['hidden']]) },
        { name: 'notes', state: 'hidden', rows: textRows([['hidden']]) },
        { name: 'empty', rows: '' },
        { name: '客户', rows: textRows([['客户名称']]) },
      ],
    };
    expect(await read(parts)).toEqual({
      name: '客户',
      visible: ['empty', '客户'],
      rows: [[1, '客户名称']],
    });
    expect((await read(parts, 'notes')).rows).toEqual([[1, 'hidden']]);
    await expect(read(parts, 'none')).rejects.toMatchObject({ fault: 'sheet-missing' });
    await expect(read({ sheets: [] })).rejects.toMatchObject({ fault: 'sheet-missing' });
    const all = Array.from({ length: 200 }, () => ({ rows: textRows([['x']]) }));
    expect((await read({ sheets: all })).visible).toHaveLength(200);
  });

  it('reads prefixed names and names with other separators as other programs write them', async () => {
    const rows =
      '<?xml version="1.0"?><x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>';
    expect((await read({ sheets: [{ rows }] })).rows).toEqual([[1, '5']]);
  });
});
