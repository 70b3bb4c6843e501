import { describe, expect, it } from 'vitest';
import { planImport } from '#functions/import-plan/plan-import';
import { watchImports } from '#functions/import-watch/watch-imports';
import { changeImportPlan, type PlanChanges } from '#functions/imports/change-import-plan';
import { getImport } from '#functions/imports/get-import';
import { getImportPlan } from '#functions/imports/get-import-plan';
import { resumeImport } from '#functions/imports/resume-import';
import { runImport } from '#functions/imports/run-import';
import { testImport } from '#functions/imports/test-import';
import { carefulOptions } from '#shared/imports/import-options';
import { roles } from '#shared/permissions/roles';
import { textRows, writeWorkbook } from '#test/support/write-workbook';
import { importHarness } from './import-harness.ts';

const manager = {
  userId: 'u1',
  role: 'manager',
  rights: roles.manager,
  teamId: 't1',
  name: 'Mo',
  email: 'mo@example.com',
  locale: 'en' as const,
  sessionId: 's',
};

function reviewHarness() {
  const harness = importHarness({ starters: { find: async () => manager } });
  const again: string[] = [];
  const dependencies = {
    ...harness.needs,
    clock: { now: () => new Date(harness.needs.now()) },
    planQueue: { planAgain: async (id: string) => void again.push(id) },
  } as never;
  return {
    ...harness,
    dependencies,
    plan: (id: string) => getImportPlan(dependencies, manager, id),
    async change(id: string, changes: PlanChanges) {
      await changeImportPlan(dependencies, manager, id, changes);
      for (let next = again.shift(); next; next = again.shift())
        await planImport(harness.needs, { plan: next });
      return (await harness.store.get(id))!;
    },
    async run(id: string) {
      await runImport(dependencies, manager, id);
      await harness.drain();
      return (await harness.store.get(id))!;
    },
    async test(id: string, rows?: number) {
      await testImport(dependencies, manager, id, rows);
      await harness.drain();
      return (await harness.store.get(id))!;
    },
  };
}

const people = (count: number) =>
  `Name,Email\n${Array.from({ length: count }, (_, at) => `P${at},p${at}@example.com`).join('\n')}\n`;

describe('a plan that waits for a person', () => {
  it('says of every column how much of it is filled and what its values look like', async () => {
    const harness = reviewHarness();
    const rows = ['A,a@example.com,2026-03-01,5,', 'B,b@example.com,2026-03-02,5,', 'C,,,,'];
    const file = `Name,Email,Since,Size,Empty\n${rows.join('\n')}\n`;
    const job = await harness.upload(file, { review: true });
    const { plan } = await harness.plan(job.id);
    expect(plan.mapping.columns.map(({ profile }) => profile)).toEqual([
      { rows: 3, filled: 3, distinct: 3, looks: 'text' },
      { rows: 3, filled: 2, distinct: 2, looks: 'email' },
      { rows: 3, filled: 2, distinct: 2, looks: 'date' },
      { rows: 3, filled: 2, distinct: 1, looks: 'number' },
      { rows: 3, filled: 0, distinct: 0, looks: 'empty' },
    ]);
  });

  it('shows columns, options and the first rows as they would be stored, then runs', async () => {
    const harness = reviewHarness();
    const job = await harness.upload('Name,Email,Size\nAnn,ANN@example.com,38\nBob,bad,1\n', {
      review: true,
    });
    expect(job).toMatchObject({ state: 'planned', rows: 2 });
    expect(harness.stored.size).toBe(0);
    const { plan, preview } = await harness.plan(job.id);
    expect(plan.mapping.columns.map(({ use }) => use)).toEqual([
      { kind: 'field', field: 'name' },
      { kind: 'field', field: 'email' },
      { kind: 'notes' },
    ]);
    expect(preview).toMatchObject([
      { row: 2, values: { name: 'Ann' }, notes: ['Size: 38'] },
      { row: 3, reason: { code: 'row.email-invalid' } },
    ]);
    expect(await harness.run(job.id)).toMatchObject({ counts: { created: 1, failed: 1 } });
    expect(harness.announced).toEqual([job.id]);
  });

  it('needs a mapping where too little is understood, and takes the one it is given', async () => {
    const harness = reviewHarness();
    const job = await harness.upload('spalte eins,spalte zwei,a,a\nAnn,x@example.com,1,2\n');
    expect(job.state).toBe('needs_mapping');
    await expect(harness.run(job.id)).rejects.toMatchObject({ code: 'import.state_conflict' });
    const changed = await harness.change(job.id, {
      object: 'contact',
      reading: {
        columns: [
          { column: 1, use: { kind: 'field', field: 'name' } },
          { column: 2, use: { kind: 'field', field: 'email' } },
          { column: 3, use: { kind: 'ignored' } },
        ],
      },
    });
    expect(changed).toMatchObject({ state: 'planned', problems: [] });
    await harness.run(job.id);
    expect(harness.values()).toMatchObject([
      { name: 'Ann', email: 'x@example.com', notes: 'a: 2' },
    ]);
  });

  it('refuses columns and keys that the object does not have', async () => {
    const harness = reviewHarness();
    const job = await harness.upload(people(1), { review: true });
    const columns = [{ column: 1, use: { kind: 'field' as const, field: 'constructor' } }];
    await expect(harness.change(job.id, { reading: { columns } })).rejects.toMatchObject({
      code: 'request.invalid',
    });
    const options = { ...carefulOptions, matchBy: 'notes' };
    await expect(harness.change(job.id, { options })).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });

  it('reads another sheet, header row or encoding when told to', async () => {
    const harness = reviewHarness();
    const book = writeWorkbook({
      sheets: [
        { name: 'Notes', rows: textRows([['x'], ['y']]) },
        { name: 'People', rows: textRows([['Name'], ['Name', 'Email'], ['Ann', 'a@example.com']]) },
      ],
    });
    const job = await harness.upload(book, { review: true });
    expect((await harness.plan(job.id)).plan.sheets).toEqual(['Notes', 'People']);
    const changed = await harness.change(job.id, { reading: { sheet: 'People', headerRow: 2 } });
    expect(changed).toMatchObject({
      state: 'planned',
      rows: 1,
      form: { sheet: 'People', headerRow: 2 },
    });
  });

  it('reads numbers, dates and telephone numbers as a person says they are written', async () => {
    const harness = reviewHarness();
    const file =
      'Deal name,Amount,Close date,Company\nA,"1.234,50",5/3/2026,\nB,"2.000,00",6/3/2026,\n';
    const job = await harness.upload(file, { object: 'deal', review: true });
    expect((await harness.plan(job.id)).plan.conventions).toEqual({
      ...{ currency: 'USD', decimalComma: false, utcOffset: 'Z' },
      ...{ quote: '"', quoteEscape: 'doubled' },
    });
    await harness.change(job.id, { reading: { conventions: { decimalComma: true } } });
    await harness.change(job.id, {
      reading: { conventions: { currency: 'EUR', dateOrder: 'dmy' } },
    });
    expect(await harness.run(job.id)).toMatchObject({ counts: { created: 2 } });
    expect(harness.values()).toMatchObject([
      { amount: { amount: 123_450, currency: 'EUR' }, closeDate: '2026-03-05' },
      { amount: { amount: 200_000, currency: 'EUR' }, closeDate: '2026-03-06' },
    ]);
  });

  it('is given up with its file after two weeks', async () => {
    const harness = reviewHarness();
    const job = await harness.upload(people(1), { review: true });
    harness.pass(15 * 86_400_000);
    await watchImports(harness.needs);
    expect(await harness.store.get(job.id)).toMatchObject({ state: 'cancelled' });
  });
});

describe('a test run', () => {
  it('writes nothing, counts what would happen and lists it field by field', async () => {
    const harness = reviewHarness();
    await harness.upload('Name,Email\nAnn,ann@example.com\n');
    const job = await harness.upload(
      'Name,Email,Job title\nAnna,ann@example.com,=1+1\nBob,bob@example.com,\nBad,bad,\n',
      { review: true, options: { ...carefulOptions, existing: 'overwrite' } },
    );
    const tested = await harness.test(job.id);
    expect(tested).toMatchObject({
      state: 'planned',
      test: { run: 1, rows: 3, counts: { created: 1, updated: 1, skipped: 0, failed: 1 } },
    });
    expect(harness.values()).toMatchObject([{ name: 'Ann' }]);
    const [ann] = harness.stored.keys();
    expect(harness.text(`outbox/${job.id}/test-1.csv`)?.split('\r\n')).toEqual([
      '\ufeffRow,Outcome,Record,Field,Before,After,Reason',
      `2,updated,${ann},name,Ann,Anna,`,
      `2,updated,${ann},jobTitle,,'=1+1,`,
      '3,created,,ownerId,,u1,',
      '3,created,,name,,Bob,',
      '3,created,,email,,bob@example.com,',
      '4,failed,,,,,The e-mail address is not valid. Correct it or leave it empty.',
      '',
    ]);
    const ran = await harness.run(job.id);
    expect(ran.counts).toEqual(tested.test?.counts);
  });

  it('can be limited to the first rows and repeated', async () => {
    const harness = reviewHarness();
    const job = await harness.upload(people(1_200), { review: true });
    expect(await harness.test(job.id, 700)).toMatchObject({ test: { counts: { created: 700 } } });
    expect(await harness.test(job.id, 3)).toMatchObject({
      test: { run: 2, counts: { created: 3 } },
    });
    expect(await harness.run(job.id)).toMatchObject({ counts: { created: 1_200 } });
  });
});

describe('a saved mapping', () => {
  const saved = {
    name: 'Messe 2026',
    object: 'contact' as const,
    columns: [
      { header: 'Wer', use: { kind: 'field' as const, field: 'name' } },
      { header: 'Post', use: { kind: 'field' as const, field: 'email' } },
    ],
    options: { ...carefulOptions, existing: 'overwrite' as const },
    savedAt: '2026-03-01T00:00:00Z',
    savedBy: 'u1',
  };

  it('is used by files dropped into its folder, options included', async () => {
    const harness = reviewHarness();
    await harness.needs.mappings.put(saved);
    await harness.drop('inbox/Messe 2026/a.csv', 'Titel\nWer;Post;X\nAnn;a@example.com;1\n');
    const job = await harness.drop(
      'inbox/Messe 2026/b.csv',
      'post;WER\na@example.com;Anna\n',
      'v2',
    );
    expect(job).toMatchObject({ mapping: 'Messe 2026', counts: { updated: 1 } });
    expect(harness.values()).toMatchObject([{ name: 'Anna', notes: 'X: 1' }]);
  });

  it('says how numbers are dialled in files of its folder', async () => {
    const harness = reviewHarness();
    const columns = [...saved.columns, { header: 'Tel', use: { kind: 'field', field: 'phone' } }];
    const conventions = { country: 'DE', dateOrder: 'mdy' };
    await harness.needs.mappings.put({ ...saved, columns, conventions } as typeof saved);
    await harness.drop('inbox/Messe 2026/a.csv', 'Wer,Post,Tel\nAnn,a@example.com,030 123456\n');
    expect(harness.values()).toMatchObject([{ phone: '+4930123456' }]);
  });

  it('is proposed for files with its header, without its options', async () => {
    const harness = reviewHarness();
    await harness.needs.mappings.put(saved);
    const job = await harness.upload('Post,Wer\na@example.com,Ann\n');
    expect(job).toMatchObject({ state: 'finished', counts: { created: 1 } });
    const { plan } = await harness.plan(job.id);
    expect(plan.options).toEqual(carefulOptions);
  });
});

describe('progress', () => {
  it('tells rate and time left, and goes on after a cancellation (IMP-31)', async () => {
    const harness = reviewHarness();
    const job = await harness.upload(people(2_000), { review: true });
    await runImport(harness.dependencies, manager, job.id);
    await harness.work(harness.messages[0]!);
    harness.pass(5_000);
    const { progress } = await getImport(harness.dependencies, manager, job.id);
    expect(progress).toEqual({ rowsDone: 500, rows: 2_000, rowsPerSecond: 100, secondsLeft: 15 });
    await harness.store.move(job.id, 'cancelled', {});
    await harness.drain();
    expect(harness.stored.size).toBe(500);
    await resumeImport(harness.dependencies, manager, job.id);
    await harness.drain();
    expect(await harness.store.get(job.id)).toMatchObject({
      state: 'finished',
      counts: { created: 2_000 },
    });
    await expect(resumeImport(harness.dependencies, manager, job.id)).rejects.toMatchObject({
      code: 'import.state_conflict',
    });
  });

  it('tries rows again that were given up (IMP-09)', async () => {
    const harness = reviewHarness();
    const job = await harness.upload(people(700), { review: true });
    await runImport(harness.dependencies, manager, job.id);
    await harness.work(harness.messages[0]!);
    harness.messages.length = 0;
    for (let round = 0; round < 4; round++) {
      harness.pass(16 * 60_000);
      await watchImports(harness.needs);
    }
    expect(await harness.store.get(job.id)).toMatchObject({
      counts: { created: 500, failed: 200 },
    });
    harness.messages.length = 0;
    await resumeImport(harness.dependencies, manager, job.id);
    await harness.drain();
    expect(await harness.store.get(job.id)).toMatchObject({
      state: 'finished',
      counts: { created: 700, failed: 0 },
    });
  });

  it('keeps a small import from waiting for all of a large one (IMP-35)', async () => {
    const harness = reviewHarness();
    const large = await harness.upload(people(20_000), { review: true });
    const small = await harness.upload('Name,Email\nZoe,zoe@example.com\n', { review: true });
    await runImport(harness.dependencies, manager, large.id);
    await runImport(harness.dependencies, manager, small.id);
    expect(harness.messages.findIndex(({ importId }) => importId === small.id)).toBe(16);
    await harness.drain();
    expect(await harness.store.get(large.id)).toMatchObject({ counts: { created: 20_000 } });
  });
});
