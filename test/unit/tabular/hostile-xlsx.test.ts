import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSheet } from '#shared/tabular/xlsx/open-sheet';
import { WorkbookError } from '#shared/tabular/xlsx/workbook-error';
import {
  textRows,
  type WorkbookParts,
  workbookEntries,
  writeWorkbook,
} from '#test/support/write-workbook';
import { writeZip } from '#test/support/write-zip';

async function readAll(bytes: Uint8Array): Promise<number> {
  const source = {
    size: bytes.byteLength,
    async *read(start: number, end: number) {
      yield bytes.subarray(start, end);
    },
  };
  let rows = 0;
  for await (const piece of (await openSheet(source)).rows) rows += piece.length;
  return rows;
}

const fault = (parts: WorkbookParts) =>
  readAll(writeWorkbook(parts)).then(
    () => 'read',
    (error: unknown) => (error instanceof WorkbookError ? error.fault : String(error)),
  );
const sheet = (rows: string): WorkbookParts => ({ sheets: [{ rows }] });
const plain = sheet(textRows([['Name'], ['Ann']]));
const faultOf = (bytes: Uint8Array) =>
  readAll(bytes).then(
    () => 'read',
    (error: unknown) => (error instanceof WorkbookError ? error.fault : String(error)),
  );

describe('a workbook written to harm its reader', () => {
  it('is refused where it would unpack to far more than it holds (IMP-12)', async () => {
    const block = 'A'.repeat(9_000_000);
    expect(await fault({ ...plain, sharedStrings: `<si><t>${block}</t></si>` })).toBe('unsafe');
    expect(await fault(sheet(`<row><c t="inlineStr"><is><t>${block}</t></is></c></row>`))).toBe(
      'unsafe',
    );
    expect(await fault(sheet('<row><c><v>1</v></c></row>'.repeat(500_000)))).toBe('unsafe');
    expect(await fault(sheet(`<row><c><v>${'1'.repeat(2_500_000)}</v></c></row>`))).toBe('unsafe');
    expect(await fault(sheet(`<row ${'a="b" '.repeat(500_000)}/>`))).not.toBe('read');
  });

  it('is refused by its directory before anything is unpacked (IMP-12)', async () => {
    const entries = workbookEntries(plain);
    const many = Array.from({ length: 10_001 }, (_, at) => ({ name: `x/${at}`, body: '' }));
    expect(await faultOf(writeZip([...entries, ...many]))).toBe('unsafe');
    expect(await faultOf(writeZip([...entries, { name: 'XL/workbook.xml', body: '' }]))).toBe(
      'broken',
    );
    const overlapping = entries.map((entry) => ({ ...entry, claimedOffset: 0 }));
    expect(await faultOf(writeZip(overlapping))).toBe('unsafe');
    const locked = entries.map((entry) => ({ ...entry, flags: 1 }));
    expect(await faultOf(writeZip(locked))).toBe('encrypted');
  });

  it('is refused where a size is a lie (IMP-12)', async () => {
    for (const claimedSize of [10, 4_000_000_000]) {
      const entries = workbookEntries(plain).map((entry) =>
        entry.name.includes('sheet1') ? { ...entry, claimedSize } : entry,
      );
      expect(await faultOf(writeZip(entries))).toMatch(/broken|unsafe/);
    }
  });

  it.each([
    { title: 'a DOCTYPE', xml: '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>' },
    {
      title: 'an external entity',
      xml: '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
    },
    { title: 'an unknown entity', xml: '<?xml version="1.0"?><worksheet>&a;</worksheet>' },
    { title: 'UTF-7', xml: '<?xml version="1.0" encoding="UTF-7"?><worksheet/>' },
    { title: 'a bad code point', xml: '<?xml version="1.0"?><worksheet>&#0;</worksheet>' },
    { title: 'open tags', xml: '<?xml version="1.0"?><worksheet><sheetData>' },
  ])('is refused with $title in its XML (IMP-13)', async ({ xml }) => {
    expect(await fault(sheet(xml))).toBe('broken');
  });

  it('is refused in UTF-16 (IMP-13)', async () => {
    const entries = workbookEntries(plain).map((entry) =>
      entry.name.includes('sheet1')
        ? { ...entry, body: Buffer.from(`\ufeff${String(entry.body)}`, 'utf16le') }
        : entry,
    );
    expect(await faultOf(writeZip(entries))).toBe('broken');
  });

  it('cannot make the reader hold what lies far out (IMP-14)', async () => {
    const cell = (r: string, row = '1') => `<row r="${row}"><c r="${r}"><v>1</v></c></row>`;
    expect(await fault(sheet(cell('XFD1')))).toBe('too-many-columns');
    expect(await fault(sheet(cell('ZZZZZ1')))).toBe('broken');
    expect(await fault(sheet(cell('A1', '999999999')))).toBe('broken');
    expect(await fault(sheet(cell('A1', '-1')))).toBe('broken');
    expect(await fault(sheet(cell('A5', '5') + cell('A4', '4')))).toBe('broken');
    expect(await fault(sheet(cell('A1048576', '1048576')))).toBe('read');
    const shared = `<si><t>${Array.from({ length: 3_000 }, (_, at) => `word${at * 7919}`).join(' ')}</t></si>`;
    const row = `<row>${'<c t="s"><v>0</v></c>'.repeat(900)}</row>`;
    expect(await fault({ ...sheet(row), sharedStrings: shared })).toBe('record-too-long');
  });

  it('is refused with macros, a binary form, or as something else in a zip (IMP-34)', async () => {
    const macros = { ...plain, contentType: 'ms-excel.sheet.macroEnabled.main+xml' };
    expect(await fault(macros)).toBe('macros');
    expect(await fault({ ...plain, more: [{ name: 'xl/vbaProject.bin', body: 'x' }] })).toBe(
      'macros',
    );
    expect(await faultOf(writeZip([{ name: 'content.xml', body: '<x/>' }]))).toBe('foreign');
    expect(await faultOf(writeZip([{ name: 'list.csv', body: 'Name\nAnn' }]))).toBe('archive');
    expect(await fault({ ...plain, contentType: 'wordprocessingml.document.main+xml' })).toBe(
      'archive',
    );
  });

  it('cut off anywhere or with bytes turned is read or refused, never more (IMP-15)', async () => {
    const whole = writeWorkbook({ ...plain, sharedStrings: '<si><t>x</t></si>' });
    for (let part = 0; part < 100; part++) {
      const cut = whole.subarray(0, Math.floor((whole.byteLength * part) / 100));
      expect(await faultOf(cut)).toBe('broken');
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.byteLength - 1), fc.nat(255)), {
          minLength: 1,
          maxLength: 8,
        }),
        async (flips) => {
          const bytes = Uint8Array.from(whole);
          for (const [at, value] of flips) bytes[at] = value;
          expect(await faultOf(bytes)).toMatch(/^[a-z-]+$/);
        },
      ),
      { numRuns: 500, seed: 15 },
    );
  });

  it('costs no more memory than an honest one', () => {
    const script = `
      import { openSheet } from './shared/tabular/xlsx/open-sheet.ts';
      import { writeWorkbook } from './test/support/write-workbook.ts';
      const read = async (bytes) => {
        const source = { size: bytes.byteLength, async *read(a, b) { yield bytes.subarray(a, b); } };
        try { for await (const _ of (await openSheet(source)).rows); } catch {}
      };
      const si = '<si><t>' + 'A'.repeat(1000) + '</t></si>';
      const bomb = writeWorkbook({ sheets: [{ rows: '' }], sharedStrings: si.repeat(60_000) });
      globalThis.gc();
      const before = process.memoryUsage().rss;
      await read(bomb);
      console.log(process.memoryUsage().rss - before);`;
    const run = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect(Number(run.stdout)).toBeLessThan(100_000_000);
    expect(run.stdout.trim()).not.toBe('');
  });
});
