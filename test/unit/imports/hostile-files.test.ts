import { describe, expect, it } from 'vitest';
import { auditCsv } from '#functions/audit/export-audit';
import { createChunkWriter } from '#functions/import-plan/chunk-writer';
import { workChunk } from '#functions/import-rows/work-chunk';
import { undoImport } from '#functions/imports/undo-import';
import { displayFileName } from '#shared/imports/display-file-name';
import { carefulOptions } from '#shared/imports/import-options';
import { company } from '#shared/objects/company';
import { roles } from '#shared/permissions/roles';
import { importHarness } from './import-harness.ts';

const manager = { userId: 'u1', role: 'manager', teamId: 't1', rights: roles.manager };
const starters = { find: async () => manager };
const people = (count: number) =>
  `Name,Email\n${Array.from({ length: count }, (_, at) => `P${at},p${at}@example.com`).join('\n')}\n`;

/** Cells of a CSV that a spreadsheet would take for a formula; plain numbers and phone numbers are none. */
const runnable = (csv: string) =>
  csv
    .split(/\r\n|,/)
    .map((cell) => cell.replace(/^\ufeff?"?/, ''))
    .filter((cell) => /^[=@\t＝＋－＠]|^[+-](?!\d+$)/.test(cell));

describe('names of files', () => {
  it.each([
    ['../../x.csv', 'x.csv'],
    ['C:\\Users\\li\\list.csv', 'list.csv'],
    ['a\u0000b.csv', 'ab.csv'],
    ['invoice\u202evsc.exe', 'invoicevsc.exe'],
    ['客户 🎉.csv', '客户 🎉.csv'],
    ['con', 'con'],
    ['..', 'file'],
    ['\u200b', 'file'],
    [`${'n'.repeat(1_000)}.csv`, 'n'.repeat(255)],
  ])('are shown as text and never become a path: %j (IMP-24)', (sent, shown) => {
    expect(displayFileName(sent)).toBe(shown);
  });

  it('do not lead out of an import’s own objects when dropped (IMP-24)', async () => {
    for (const name of ['%2e%2e%2fpasswd.csv', 'a\u202eb.csv', 'sub\\..\\x.csv', 'con.csv']) {
      const harness = importHarness();
      const job = await harness.drop(`inbox/contacts/${name}`, people(1));
      expect(job).toMatchObject({ state: 'finished', fileName: displayFileName(name) });
      const written = [...harness.objects.keys()].filter((key) => !key.startsWith('inbox/'));
      expect(written.every((key) => /^(?:imports|outbox)\/[0-9A-Z]{26}\//.test(key))).toBe(true);
      expect(written.join('\n')).not.toMatch(/\.\.|%|\\/);
    }
  });
});

describe('what an import writes for people to open', () => {
  it('runs no cell: error file, test run and list of what undoing left (IMP-21)', async () => {
    const harness = importHarness({ starters });
    const header = `Name,Email,Job title,"=cmd|'/c calc'!A1"`;
    const bad = ['=1+1', '+SUM(A1)', '-2+3', '@SUM(A1)', '＝1+1', '\t=1'];
    const rows = bad.map((cell) => `"${cell}",not-an-address,"${cell}","${cell}"`);
    const good = bad.map((cell, at) => `"${cell} n${at}",p${at}@example.com,"${cell}","${cell}"`);
    const text = `${header}\n${[...rows, ...good].join('\n')}\n`;
    const tried = await harness.upload(text, { review: true });
    const test = { run: 1, rows: 12, chunks: 1, lastRows: 12 };
    await harness.store.move(tried.id, 'testing', { test });
    await harness.work({ importId: tried.id, chunk: 1, stage: 'test-1' });
    const job = await harness.upload(text);
    expect(job).toMatchObject({ counts: { created: 6, failed: 6 } });
    for (const record of harness.stored.values())
      harness.stored.set(record.id, { ...record, version: 2 });
    const clock = { now: () => new Date(harness.needs.now()) };
    await undoImport({ ...harness.needs, clock } as never, manager as never, job.id);
    await harness.drain();
    const files = [
      harness.text(`outbox/${job.id}/errors.csv`),
      harness.text(`outbox/${tried.id}/test-1.csv`),
      harness.text(`outbox/${job.id}/undo.csv`),
    ];
    for (const file of files) {
      expect(file?.split('\r\n').length).toBeGreaterThan(6);
      expect(runnable(file ?? '')).toEqual([]);
    }
  });

  it('runs no cell of the audit, whatever people and records are called (IMP-21)', () => {
    const entry = {
      ...{ id: '=1', at: '2026-03-01T00:00:00Z', by: '@SUM(A1)', action: 'updated' },
      ...{ subject: 'contact', subjectIds: ['=cmd|x'], fields: ['+A1'], means: 'api' },
      ...{ cause: '-1+1', sourceIp: '\t=1' },
    };
    expect(runnable(auditCsv([entry as never]))).toEqual([]);
  });
});

describe('workers and planners under load', () => {
  it('end the same when a worker that was taken for dead writes on beside the next one (IMP-11)', async () => {
    const harness = importHarness({ starters });
    const before = await harness.upload(people(50));
    expect(before).toMatchObject({ state: 'finished' });
    const hung = Promise.withResolvers<void>();
    const { createMany } = harness.needs.records;
    const slow = {
      ...harness.needs,
      records: {
        ...harness.needs.records,
        // Writes half of its rows, then its time is over, and only later it comes back.
        createMany: async (...[object, creations]: Parameters<typeof createMany>) => {
          const all = await Array.fromAsync(creations);
          await createMany(object, all.slice(0, all.length / 2));
          await hung.promise;
          return createMany(object, all);
        },
      },
    };
    const text = `${people(200)}Extra,extra@example.com\n`;
    harness.put('inbox/contacts/slow.csv', text);
    const { planImport } = await import('#functions/import-plan/plan-import');
    const job = await planImport(harness.needs, harness.notice('inbox/contacts/slow.csv'));
    const [message] = harness.messages.splice(0);
    const first = workChunk(slow, message!);
    await workChunk(harness.needs, message!);
    const counts = { created: 151, updated: 0, skipped: 50, failed: 0 };
    expect(await harness.store.get(job!.id)).toMatchObject({ state: 'finished', counts });
    hung.resolve();
    await first;
    expect(await harness.store.get(job!.id)).toMatchObject({ state: 'finished', counts });
    expect(harness.stored.size).toBe(201);
  });

  it('hold four chunks at most, however long the file is and slow the store (IMP-29)', async () => {
    let onTheWay = 0;
    let most = 0;
    const rooms = new Set<ArrayBufferLike>();
    const files = {
      async write(_: string, body: string | Uint8Array) {
        most = Math.max(most, ++onTheWay);
        rooms.add((body as Uint8Array).buffer);
        await new Promise((resolve) => setImmediate(resolve));
        onTheWay--;
      },
    };
    let collections = 0;
    const heap = {
      hold: () => undefined,
      collect: () => void collections++,
      release: () => undefined,
    };
    const writer = createChunkWriter({ files: files as never, heap, chunkRows: 500 }, '01J');
    for (let row = 1; row <= 130_000; row++)
      await writer.add({ row, cells: [`Person ${row}`, `p${row}@example.com`] });
    expect(await writer.end()).toBe(260);
    expect(most).toBeLessThanOrEqual(4);
    expect(rooms.size).toBeLessThanOrEqual(5);
    expect(collections).toBe(2);
  });
});

describe('rows that no record can hold', () => {
  it('fail with their reason and cost no other row (DATA-06)', async () => {
    const harness = importHarness({ starters });
    const note = 'x'.repeat(400_000);
    const text = `Name,Email,Anything\nA,a@example.com,${note}\nB,b@example.com,short\n`;
    const job = await harness.upload(text, { options: { ...carefulOptions } });
    expect(job).toMatchObject({ counts: { created: 1, failed: 1 } });
    const errors = harness.text(`outbox/${job.id}/errors.csv`) ?? '';
    expect(errors.split('\r\n')[1]).toContain('“Anything” cannot hold this value.');
  });

  it('refuse nothing of a company whose every field is as long as it may be (DATA-06)', async () => {
    const harness = importHarness({ starters });
    const long = 'y'.repeat(31_000);
    const text = `Company name,Description\n${'N'.repeat(200)},${long}\n`;
    expect(await harness.upload(text, { object: company.name })).toMatchObject({
      counts: { created: 1, failed: 0 },
    });
  });
});
