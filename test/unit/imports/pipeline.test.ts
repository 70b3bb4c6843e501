import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planImport } from '#functions/import-plan/plan-import';
import { watchImports } from '#functions/import-watch/watch-imports';
import { finishImport } from '#shared/imports/finish-import';
import { importKeys } from '#shared/imports/import-plan';
import { roles } from '#shared/permissions/roles';
import { encodeText } from '#shared/tabular/encode-text';
import { importHarness } from './import-harness.ts';

const list = (rows: number, from = 0) =>
  [
    'Name,Email',
    ...Array.from({ length: rows }, (_, at) => `P ${at + from},p${at + from}@example.com`),
  ].join('\n');

const counts = (created: number, skipped = 0, failed = 0) => ({
  created,
  updated: 0,
  skipped,
  failed,
});

const salesperson = { userId: 'u1', role: 'sales', rights: roles.sales };

describe('an import', () => {
  it('creates a record per row and accounts for every row', async () => {
    const harness = importHarness();
    const job = await harness.drop(
      'inbox/contacts/a.csv',
      'Name,Email,Phone\nAnn,ann@example.com,\nBob,not an address,\nAnn B,ANN@example.com,\n,c@example.com,\n',
    );
    expect(job).toMatchObject({ state: 'finished_with_errors', rows: 4, counts: counts(1, 1, 2) });
    expect(harness.text(`outbox/${job?.id}/errors.csv`)).toBe(
      'Name,Email,Phone,Import error\r\n' +
        'Bob,not an address,,The e-mail address is not valid. Correct it or leave it empty.\r\n' +
        ',c@example.com,,“Full name” is empty.\r\n',
    );
  });

  it('tries only the failed rows when the corrected error file is dropped', async () => {
    const harness = importHarness();
    const text = '姓名,邮箱,备注\n王伟,wang＠,=1+1\n李娜,li@example.com,好\n';
    const first = await harness.drop('inbox/a.csv', encodeText(text, 'gb18030'));
    const errors = harness.objects.get(`outbox/${first?.id}/errors.csv`) ?? new Uint8Array();
    const readable = new TextDecoder('gb18030', { fatal: true }).decode(errors);
    expect(readable).toContain('导入失败原因');
    expect(readable).toContain("'=1+1");
    const mended = readable.replace('wang＠', 'wang@example.com');
    const again = await harness.drop('inbox/b.csv', encodeText(mended, 'gb18030'));
    expect(again).toMatchObject({ state: 'finished', counts: counts(1) });
    expect(harness.values().map(({ notes }) => notes)).toEqual(['好', '=1+1']);
  });

  it.each([
    { title: 'an empty file', body: '', code: 'file.empty' },
    { title: 'half a workbook', body: 'PK\u0003\u0004', code: 'file.workbook-broken' },
    { title: 'a compressed file', body: 'BZh91AY', code: 'file.archive' },
    { title: 'a PDF', body: '%PDF-1.7', code: 'file.pdf' },
    { title: 'a web page', body: '<html><table>', code: 'file.html' },
    { title: 'unknown columns', body: 'a,b\n1,2\n', code: 'file.header-missing' },
    { title: 'a header without rows', body: 'Name,Email\n', code: 'file.rows-missing' },
    { title: 'a header twice', body: 'Name,Email,name\nA,,B\n', code: 'file.header-twice' },
    { title: 'an open quote', body: 'Name,Email\nA,"b\n', code: 'file.quote-open' },
    { title: 'zero bytes', body: 'Name,Email\nA\0,\n', code: 'file.zero-bytes' },
    { title: 'no name column', body: 'Email,Phone\na@b.co,1\n', code: 'file.name-unmapped' },
    {
      title: 'too many columns',
      body: `Name${',x'.repeat(1_001)}\n1\n`,
      code: 'file.too-many-columns',
    },
  ])(
    'refuses $title with a sentence and creates nothing (IMP-16, IMP-18)',
    async ({ body, code }) => {
      const harness = importHarness();
      const job = await harness.drop('inbox/a.csv', body);
      expect(job).toMatchObject({ state: 'failed', problems: [{ code }] });
      expect(harness.text(`outbox/${job?.id}/report.json`)).toContain(code);
      expect(harness.stored.size).toBe(0);
    },
  );

  it('reads on in the right encoding when only the end of the file shows it (IMP-17)', async () => {
    const harness = importHarness();
    const ascii = `Name,Email\n${'Ann,ann@example.com\n'.repeat(20_000)}`;
    const body = Buffer.concat([
      Buffer.from(ascii),
      encodeText('王伟,wang@example.com\n', 'gb18030'),
    ]);
    const job = await harness.drop('inbox/a.csv', body);
    expect(job).toMatchObject({ form: { encoding: 'gb18030' }, counts: counts(2, 19_999) });
    expect(harness.values().at(-1)).toMatchObject({ name: '王伟' });
  });

  it.each([
    { key: 'outbox/01/errors.csv' },
    { key: 'imports/01/chunks/00001.ndjson' },
    { key: 'inbox/contacts/.DS_Store' },
    { key: 'inbox/contacts/' },
    { key: 'uploads/01JD8Y7N9Q4V5W2X3Z6A8B0CDE/file' },
  ])('is not started by $key (IMP-33)', async ({ key }) => {
    const harness = importHarness();
    expect(await harness.drop(key, list(1))).toBeUndefined();
    expect(harness.stored.size).toBe(0);
  });

  it('makes nothing twice of rows without any key', async () => {
    const harness = importHarness();
    const body =
      'Name,Phone\n王伟,13800138000\n王伟,138-0013-8000\n王伟,13900139000\n李娜,\n李娜,\n';
    const first = await harness.drop('inbox/a.csv', `姓名${body.slice(4)}`);
    expect(first).toMatchObject({ counts: counts(3, 2) });
    const second = await harness.drop('inbox/b.csv', `姓名${body.slice(4)}\n`);
    expect(second).toMatchObject({ counts: counts(0, 5) });
  });

  it('makes one import of a notice that comes twice and sends what is missing again (IMP-03)', async () => {
    const harness = importHarness();
    harness.put('inbox/a.csv', list(1_200));
    const first = await planImport(harness.needs, harness.notice('inbox/a.csv'));
    const second = await planImport(harness.needs, harness.notice('inbox/a.csv'));
    expect(second?.id).toBe(first?.id);
    expect(harness.messages).toHaveLength(6);
    await harness.drain();
    const late = await planImport(harness.needs, harness.notice('inbox/a.csv'));
    expect(late).toMatchObject({ state: 'finished', counts: counts(1_200) });
    expect(harness.messages).toHaveLength(0);
  });

  it('ends the same whatever is delivered twice, late, reordered or lost half-way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([1, 2, 3, 1, 2, 3, 1, 2, 3], { minLength: 3 }),
        fc.integer({ min: 0, max: 8 }),
        async (order, crashAt) => {
          const harness = importHarness();
          harness.put('inbox/a.csv', `${list(1_100)}\nBad,bad\nAgain,p7@example.com\n`);
          const job = await planImport(harness.needs, harness.notice('inbox/a.csv'));
          const importId = job?.id ?? '';
          const { putResult } = harness.store;
          for (const [at, chunk] of [...order, 1, 2, 3].entries()) {
            // The worker dies after its rows are written and before that is known.
            harness.store.putResult =
              at === crashAt ? () => Promise.reject(new Error('crash')) : putResult;
            await harness.work({ importId, chunk }).catch(() => undefined);
          }
          harness.store.putResult = putResult;
          for (const chunk of [1, 2, 3]) await harness.work({ importId, chunk });
          const ended = await harness.store.get(importId);
          expect(ended).toMatchObject({
            state: 'finished_with_errors',
            rows: 1_102,
            counts: counts(1_100, 1, 1),
          });
          expect(harness.stored.size).toBe(1_100);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('finishes once and with the same files when two workers finish it', async () => {
    const harness = importHarness();
    const job = await harness.drop('inbox/a.csv', list(2));
    const before = harness.text(`outbox/${job?.id}/report.json`);
    const running = { ...job!, state: 'running' as const, counts: undefined };
    expect(await finishImport(harness.needs, running)).toBeUndefined();
    expect(harness.text(`outbox/${job?.id}/report.json`)).toBe(before);
  });

  it('stops when whoever started it may not act any more (IMP-28)', async () => {
    let active = true;
    const harness = importHarness({
      starters: {
        find: async () => (active ? { ...salesperson, teamId: undefined } : undefined),
      },
    });
    harness.put('inbox/a.csv', list(1_000));
    const job = await planImport(harness.needs, harness.notice('inbox/a.csv'));
    const [first, second] = harness.messages;
    await harness.work(first!);
    active = false;
    await harness.work(second!);
    expect(await harness.store.get(job?.id ?? '')).toMatchObject({
      state: 'cancelled',
      problems: [{ code: 'starter.inactive' }],
    });
    expect(harness.stored.size).toBe(500);
  });

  it('refuses with the rights of whoever started it, row by row', async () => {
    const starters = {
      find: async () => ({ ...salesperson, teamId: 't1' }),
    };
    const harness = importHarness({ starters });
    const job = await harness.drop(
      'inbox/companies/a.csv',
      'Company name,Credit limit\nAcme,5000\nBolt,\n',
    );
    expect(job).toMatchObject({ counts: counts(1, 0, 1) });
    expect([...harness.stored.values()]).toMatchObject([
      { values: { name: 'Bolt', ownerId: 'u1' }, teamId: 't1' },
    ]);
  });

  it('costs no other row where one breaks our own code (IMP-08)', async () => {
    const harness = importHarness();
    harness.put('inbox/contacts/a.csv', list(1_000));
    const job = await planImport(harness.needs, harness.notice('inbox/contacts/a.csv'));
    const key = importKeys.chunk(job?.id ?? '', 1);
    // A row without the cells that the planner writes makes every step that reads them throw.
    const broken = (harness.text(key) ?? '').split('\n').with(6, '[8,[]]').join('\n');
    harness.put(key, broken);
    await harness.drain();
    expect(await harness.store.get(job?.id ?? '')).toMatchObject({ counts: counts(999, 0, 1) });
    expect(harness.text(`outbox/${job?.id}/errors.csv`)?.split('\r\n')).toHaveLength(3);
  });

  it('makes one of ten thousand rows with the same address (IMP-30)', async () => {
    const harness = importHarness();
    const same = 'Ann,ann@example.com\n'.repeat(10_000);
    const job = await harness.drop('inbox/contacts/a.csv', `Name,Email\n${same}`);
    expect(job).toMatchObject({ counts: counts(1, 9_999) });
    expect(harness.stored.size).toBe(1);
  });

  it('does nothing for chunks of a cancelled import', async () => {
    const harness = importHarness();
    harness.put('inbox/a.csv', list(3));
    const job = await planImport(harness.needs, harness.notice('inbox/a.csv'));
    await harness.store.move(job?.id ?? '', 'cancelled', {});
    await harness.drain();
    expect(harness.stored.size).toBe(0);
  });
});

describe('rows of totals below a list', () => {
  it.each([
    ['合计,,2,100.00', 'row.total'],
    ['Grand total:,,"1,200 "," 3 % "', 'row.total'],
    ['Total,total@example.com,,1', undefined],
  ])('%s ends with %s', async (line, code) => {
    const { upload, text } = importHarness();
    const job = await upload(`Name,Email,Size,Sum\nAnn,ann@example.com,1,5\n${line}\n`, {
      object: 'contact',
    });
    expect(job.counts).toMatchObject({ created: code ? 1 : 2, skipped: code ? 1 : 0, failed: 0 });
    const { rows } = JSON.parse(text(importKeys.results(job.id, 'rows', 1)) ?? '{}');
    expect(rows[1].reason?.code).toBe(code);
  });
});

describe('the watch over imports', () => {
  it('finishes an import whose last worker died before the end', async () => {
    const harness = importHarness();
    harness.put('inbox/a.csv', list(3));
    const job = await planImport(harness.needs, harness.notice('inbox/a.csv'));
    const { results } = harness.store;
    harness.store.results = () => Promise.reject(new Error('crash'));
    await harness.work(harness.messages[0]!).catch(() => undefined);
    harness.store.results = results;
    expect([...(await watchImports(harness.needs)).values()]).toEqual(['finished']);
    expect(await harness.store.get(job?.id ?? '')).toMatchObject({ counts: counts(3) });
  });

  it('sends missing chunks again, then counts their rows as failed: every import ends', async () => {
    const harness = importHarness();
    harness.put('inbox/a.csv', list(700));
    const job = await planImport(harness.needs, harness.notice('inbox/a.csv'));
    await harness.work(harness.messages[0]!);
    harness.messages.length = 0;
    const ends = [];
    for (let round = 0; round < 4; round++) {
      harness.pass(16 * 60_000);
      ends.push(...(await watchImports(harness.needs)).values());
    }
    expect(ends).toEqual(['sent-again', 'sent-again', 'sent-again', 'given-up']);
    expect(harness.messages).toEqual(Array(3).fill({ importId: job?.id, chunk: 2, stage: 'rows' }));
    expect(await harness.store.get(job?.id ?? '')).toMatchObject({
      state: 'finished_with_errors',
      counts: counts(500, 0, 200),
    });
    const retry = harness.objects.get(`outbox/${job?.id}/errors.csv`) ?? '';
    expect(await harness.drop('inbox/b.csv', retry)).toMatchObject({ counts: counts(200) });
  });

  it('leaves imports alone that are moving', async () => {
    const harness = importHarness();
    harness.put('inbox/a.csv', list(700));
    await planImport(harness.needs, harness.notice('inbox/a.csv'));
    harness.pass(10 * 60_000);
    expect([...(await watchImports(harness.needs)).values()]).toEqual(['moving']);
  });
});
