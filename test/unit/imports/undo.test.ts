import { describe, expect, it } from 'vitest';
import { watchImports } from '#functions/import-watch/watch-imports';
import { undoImport } from '#functions/imports/undo-import';
import { carefulOptions } from '#shared/imports/import-options';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import { roles } from '#shared/permissions/roles';
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
const starters = { find: async () => manager };
const overwrite = { ...carefulOptions, existing: 'overwrite' as const };

function undoHarness() {
  const harness = importHarness({ starters });
  const undo = async (importId: string, by: object = {}) => {
    const clock = { now: () => new Date(harness.needs.now()) };
    const principal = { ...manager, ...by } as typeof manager;
    const job = await undoImport({ ...harness.needs, clock } as never, principal, importId);
    await harness.drain();
    return (await harness.store.get(job.id))!;
  };
  const digest = () =>
    [...harness.stored.values()].map(({ id, values }) => [id, values]).sort() as unknown[];
  return { ...harness, undo, digest };
}

const people = (from: number, to: number, job = 'Buyer') =>
  `Name,Email,Job title\n${Array.from({ length: to - from }, (_, at) => `P${from + at},p${from + at}@example.com,${job}`).join('\n')}\n`;

describe('undoing an import', () => {
  it('leads back to the state before, though people changed and removed records meanwhile', async () => {
    const harness = undoHarness();
    await harness.upload(people(0, 800));
    const before = harness.digest();
    const job = await harness.upload(people(400, 1_400, 'Chief'), { options: overwrite });
    expect(job).toMatchObject({ counts: { created: 600, updated: 400, skipped: 0, failed: 0 } });

    const ids = [...harness.stored.values()];
    const idOf = (email: string) => ids.find(({ values }) => values['email'] === email)?.id ?? '';
    harness.edit(contact, idOf('p500@example.com'), { jobTitle: 'Edited' });
    harness.edit(contact, idOf('p501@example.com'), { department: 'Edited' });
    harness.edit(contact, idOf('p900@example.com'), { jobTitle: 'Edited' });
    harness.stored.delete(idOf('p901@example.com'));

    const undone = await harness.undo(job.id);
    expect(undone).toMatchObject({
      state: 'undone',
      undo: { by: 'u1', counts: { removed: 598, restored: 399, conflicts: 2 } },
    });
    const conflicts = harness.text(`outbox/${job.id}/undo.csv`) ?? '';
    expect(conflicts.split('\r\n').slice(1, -1)).toEqual([
      `102,${idOf('p500@example.com')},conflict,changed,jobTitle`,
      `502,${idOf('p900@example.com')},conflict,changed,`,
    ]);
    const changed = new Set(['p500@example.com', 'p501@example.com', 'p900@example.com']);
    const others = (state: unknown[]) =>
      state.filter((entry) => !changed.has((entry as [string, { email: string }])[1].email));
    expect(others(harness.digest())).toEqual(others(before));
    const edited = harness.values().find(({ email }) => email === 'p501@example.com');
    expect(edited).toMatchObject({ jobTitle: 'Buyer', department: 'Edited' });
  });

  it('ends the same when chunks come twice, out of order or after a crash', async () => {
    const harness = undoHarness();
    await harness.upload(people(0, 300));
    const before = harness.digest();
    const job = await harness.upload(people(100, 1_300, 'Chief'), { options: overwrite });
    const { putResult } = harness.store;
    let crashes = 2;
    harness.store.putResult = (...all) =>
      crashes-- > 0 ? Promise.reject(new Error('crash')) : putResult(...all);
    await harness.undo(job.id).catch(() => undefined);
    for (const chunk of [3, 1, 2, 2, 1, 3])
      await harness.work({ importId: job.id, chunk, stage: 'undo' }).catch(() => undefined);
    harness.store.putResult = putResult;
    expect(await harness.store.get(job.id)).toMatchObject({
      state: 'undone',
      undo: { counts: { removed: 1_000, restored: 200, conflicts: 0 } },
    });
    expect(harness.digest()).toEqual(before);
  });

  it('takes along what was made beside the rows, unless others use it by now', async () => {
    const harness = undoHarness();
    const text = 'Name,Email,Company\nAnn,a@example.com,New Ltd\nBob,b@example.com,Used Ltd\n';
    const job = await harness.upload(text, { options: { ...carefulOptions, createRelated: true } });
    expect(harness.stored.size).toBe(4);
    const used = [...harness.stored.values()].find(({ values }) => values['name'] === 'Used Ltd');
    await harness.upload('Name,Email,Company\nEve,e@example.com,Used Ltd\n');
    const undone = await harness.undo(job.id);
    expect(undone).toMatchObject({ undo: { counts: { removed: 3, restored: 0, conflicts: 1 } } });
    expect([...harness.stored.keys()]).toContain(used?.id);
    expect(harness.stored.size).toBe(2);
  });

  it('finds rows of a chunk whose result was never kept, and those alone', async () => {
    const harness = undoHarness();
    await harness.upload(people(0, 100));
    const before = harness.digest();
    const options = { ...overwrite, createRelated: true };
    const text = people(50, 700, 'Chief')
      .replace(/,Chief/, ',Chief,Acme')
      .replace('title', 'title,Company');
    const writes = harness.files.write;
    // The worker of the first chunk dies after its rows are written, and somebody cancels the import.
    harness.needs.files.write = async (key, ...rest) => {
      if (key.includes('/rows/')) throw new Error('The worker died.');
      return writes(key, ...rest);
    };
    await expect(harness.upload(text, { options })).rejects.toThrow('died');
    harness.needs.files.write = writes;
    const [job] = (await harness.store.list({ limit: 1 } as never)).jobs;
    await harness.store.move(job!.id, 'cancelled', { endedAt: harness.needs.now() });
    harness.messages.length = 0;
    expect(harness.stored.size).toBeGreaterThan(500);
    harness.pass(100_000);
    const undone = await harness.undo(job!.id);
    expect(undone).toMatchObject({
      undo: { counts: { removed: 451, restored: 50, conflicts: 0 } },
    });
    expect(harness.digest()).toEqual(before);
  });

  it('lets the same file in again', async () => {
    const harness = undoHarness();
    const file = '姓名,手机\n王伟,13800138000\n';
    const job = await harness.upload(file);
    await harness.undo(job.id);
    expect(harness.stored.size).toBe(0);
    expect(await harness.upload(file)).toMatchObject({ counts: { created: 1 } });
  });

  it('leaves a record whose old value another one holds by now', async () => {
    const harness = undoHarness();
    await harness.upload('Company name,Tax number\nAcme,T1\n', { object: 'company' });
    const [acme] = harness.stored.keys();
    const job = await harness.upload('Company name,Tax number,External ID\nAcme,T2,X\n', {
      object: 'company',
      options: { ...overwrite, matchBy: 'externalId' },
    });
    expect(job).toMatchObject({ counts: { created: 1 } });
    await harness.undo(job.id);
    expect([...harness.stored.keys()]).toEqual([acme]);
    const third = await harness.upload('Company name,Tax number\nAcme & Co,T1\n', {
      object: 'company',
      options: overwrite,
    });
    harness.edit(company, acme ?? '', { taxNumber: 'T9' });
    const undone = await harness.undo(third.id);
    expect(undone).toMatchObject({ undo: { counts: { restored: 1, conflicts: 0 } } });
    expect(harness.values()).toMatchObject([{ name: 'Acme', taxNumber: 'T9' }]);
  });

  it('is for whoever started it or may remove such records, for 30 days, after its end', async () => {
    const harness = undoHarness();
    const job = await harness.upload(people(0, 2));
    await expect(
      harness.undo(job.id, { userId: 'u2', role: 'sales', rights: roles.sales }),
    ).rejects.toMatchObject({
      code: 'request.not_found',
    });
    harness.pass(31 * 86_400_000);
    await expect(harness.undo(job.id)).rejects.toMatchObject({ code: 'import.state_conflict' });
    const planned = await harness.upload(people(5, 6), { review: true });
    await expect(harness.undo(planned.id)).rejects.toMatchObject({ code: 'import.state_conflict' });
  });

  it('goes on by itself when it came to a halt', async () => {
    const harness = undoHarness();
    const job = await harness.upload(people(0, 700));
    const clock = { now: () => new Date(harness.needs.now()) };
    await undoImport({ ...harness.needs, clock } as never, manager, job.id);
    harness.messages.length = 0;
    harness.pass(16 * 60_000);
    expect([...(await watchImports(harness.needs)).values()]).toContain('sent-again');
    await harness.drain();
    expect(await harness.store.get(job.id)).toMatchObject({ state: 'undone' });
    expect(harness.stored.size).toBe(0);
  });
});
