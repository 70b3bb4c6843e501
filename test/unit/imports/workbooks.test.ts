import { describe, expect, it } from 'vitest';
import { textRows, writeWorkbook } from '#test/support/write-workbook';
import { importHarness } from './import-harness.ts';

describe('an import of a workbook', () => {
  it('goes the way of any table, from dates to the error file', async () => {
    const harness = importHarness();
    const styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>';
    const rows =
      textRows([['姓名', '邮箱', '下次联系时间']]) +
      '<row r="2"><c t="inlineStr"><is><t>王伟</t></is></c><c t="inlineStr"><is><t>wang@example.com</t></is></c><c s="1"><v>45356</v></c></row>' +
      '<row r="4"><c t="inlineStr"><is><t>李娜</t></is></c><c t="inlineStr"><is><t>无效</t></is></c></row>';
    const book = writeWorkbook({ sheets: [{ name: '客户', rows }], styles });
    const job = await harness.drop('inbox/contacts/客户.xlsx', book);
    expect(job).toMatchObject({
      state: 'finished_with_errors',
      form: { sheet: '客户', headerRow: 1 },
      counts: { created: 1, updated: 0, skipped: 0, failed: 1 },
    });
    expect(harness.values()).toMatchObject([
      { name: '王伟', nextContactAt: '2024-03-04T16:00:00.000Z' },
    ]);
    const errors = harness.text(`outbox/${job?.id}/errors.csv`) ?? '';
    expect(errors.startsWith('\ufeff姓名,邮箱,下次联系时间,导入失败原因\r\n李娜,无效,,')).toBe(
      true,
    );
    const mended = errors.replace('无效', 'li@example.com');
    expect(await harness.drop('inbox/contacts/b.csv', mended)).toMatchObject({
      counts: { created: 1, failed: 0 },
    });
  });

  it('is the same import when the same workbook comes twice', async () => {
    const harness = importHarness();
    const rows = textRows([
      ['Name', 'Email'],
      ['Ann', 'ann@example.com'],
    ]);
    const book = writeWorkbook({ sheets: [{ rows }] });
    const first = await harness.drop('inbox/a.xlsx', book);
    const second = await harness.drop('inbox/b.xlsx', book);
    expect(second).toMatchObject({ sameAs: first?.id, counts: { skipped: 1 } });
  });

  it('keeps what a broken formula left in the notes and says so (IMP-32)', async () => {
    const harness = importHarness();
    const rows =
      textRows([['Name', 'Phone']]) +
      '<row r="2"><c t="inlineStr"><is><t>Ann</t></is></c><c t="e"><v>#REF!</v></c></row>';
    const job = await harness.drop('inbox/contacts/a.xlsx', writeWorkbook({ sheets: [{ rows }] }));
    expect(harness.values()).toMatchObject([{ name: 'Ann', notes: 'Phone: #REF!' }]);
    expect(harness.text(`outbox/${job?.id}/report.json`)).toContain('cell.formula-error');
  });

  it('names the row where a damaged workbook breaks off and creates nothing (IMP-15)', async () => {
    const harness = importHarness();
    const rows = `<?xml version="1.0"?><worksheet><sheetData>${textRows([
      ['Name', 'Email'],
      ['Ann', 'ann@example.com'],
    ])}<row r="1"/></sheetData></worksheet>`;
    const job = await harness.drop('inbox/a.xlsx', writeWorkbook({ sheets: [{ rows }] }));
    expect(job).toMatchObject({
      state: 'failed',
      problems: [{ code: 'file.workbook-broken', values: { row: 3 } }],
    });
    expect(harness.stored.size).toBe(0);
  });

  it.each([
    { title: 'an old workbook', name: 'a.xls', code: 'file.workbook-old', text: 'Workbook' },
    {
      title: 'one with a password',
      name: 'a.xlsx',
      code: 'file.workbook-encrypted',
      text: 'EncryptedPackage',
    },
  ])('refuses $title with the sentence that helps (IMP-34)', async ({ name, code, text }) => {
    const harness = importHarness();
    const ole = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    const body = Buffer.concat([ole, Buffer.alloc(504), Buffer.from(text, 'utf16le')]);
    expect(await harness.drop(`inbox/${name}`, body)).toMatchObject({
      state: 'failed',
      problems: [{ code }],
    });
  });
});
