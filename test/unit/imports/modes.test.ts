import { describe, expect, it } from 'vitest';
import type { ImportOptions } from '#shared/imports/import-options';
import { carefulOptions } from '#shared/imports/import-options';
import { company } from '#shared/objects/company';
import { roles } from '#shared/permissions/roles';
import { importHarness } from './import-harness.ts';

const counts = (created: number, updated: number, skipped: number, failed = 0) => ({
  counts: { created, updated, skipped, failed },
});
const starters = {
  find: async () => ({ userId: 'u1', role: 'manager', teamId: 't1', rights: roles.manager }),
};
const options = (changes: Partial<ImportOptions>): ImportOptions => ({
  ...carefulOptions,
  ...changes,
});

async function withAnn(people = {}) {
  const harness = importHarness({ starters, people });
  await harness.upload('Name,Email,Mobile\nAnn,ann@example.com,\nBob,bob@example.com,123456\n');
  const of = (email: string) => harness.values().find((values) => values['email'] === email);
  return { ...harness, of };
}

describe('what an import does with rows whose record is there', () => {
  const again =
    'Name,Email,Mobile,Job title\nAnna,ANN@example.com,555123,Buyer\nCarl,carl@example.com,,\n';

  it('leaves them alone unless told otherwise', async () => {
    const harness = await withAnn();
    expect(await harness.upload(again)).toMatchObject(counts(1, 0, 1));
    expect(harness.of('ann@example.com')).toMatchObject({ name: 'Ann' });
  });

  it('fills empty fields only', async () => {
    const harness = await withAnn();
    const job = await harness.upload(again, { options: options({ existing: 'fill' }) });
    expect(job).toMatchObject(counts(1, 1, 0));
    expect(harness.of('ann@example.com')).toMatchObject({
      name: 'Ann',
      mobile: '555123',
      jobTitle: 'Buyer',
    });
  });

  it('writes over fields; empty cells empty nothing', async () => {
    const harness = await withAnn();
    const text = 'Name,Email,Mobile\nAnna,ann@example.com,\nBob,bob@example.com,\n';
    const job = await harness.upload(text, { options: options({ existing: 'overwrite' }) });
    expect(job).toMatchObject(counts(0, 1, 1));
    expect(harness.of('ann@example.com')).toMatchObject({ name: 'Anna' });
    expect(harness.of('bob@example.com')).toMatchObject({ mobile: '123456' });
  });

  it('makes no new ones where only those that are there are meant', async () => {
    const harness = await withAnn();
    const job = await harness.upload(again, {
      options: options({ existing: 'overwrite', missing: 'skip' }),
    });
    expect(job).toMatchObject(counts(0, 1, 1));
    expect(harness.stored.size).toBe(2);
  });

  it('matches by the chosen field alone', async () => {
    const harness = importHarness({ starters });
    await harness.upload('Name,Email,External ID\nAnn,ann@example.com,X1\n');
    const text = 'Name,Email,External ID\nAnna,new@example.com,X1\nEve,ann@example.com,X2\n';
    const job = await harness.upload(text, {
      options: options({ existing: 'overwrite', matchBy: 'externalId' }),
    });
    expect(job).toMatchObject(counts(0, 1, 1));
    expect(harness.values()).toMatchObject([{ name: 'Anna', email: 'new@example.com' }]);
  });

  it('recognises rows without a unique value by name and number', async () => {
    const harness = importHarness({ starters });
    await harness.upload('姓名,手机\n王伟,13800138000\n');
    const job = await harness.upload('姓名,手机,职位\n王伟,138-0013-8000,经理\n', {
      options: options({ existing: 'overwrite' }),
    });
    expect(job).toMatchObject(counts(0, 1, 0));
    expect(harness.values()).toMatchObject([{ name: '王伟', jobTitle: '经理' }]);
  });

  it('changes a record once: the first row of the file does, also across chunks', async () => {
    const harness = await withAnn();
    const many = Array.from({ length: 600 }, (_, at) => `P${at},p${at}@example.com,`).join('\n');
    const text = `Name,Email,Mobile\nFirst,ann@example.com,\n${many}\nLast,ann@example.com,9999999\n`;
    const job = await harness.upload(text, { options: options({ existing: 'overwrite' }) });
    expect(job).toMatchObject(counts(600, 1, 1));
    expect(harness.of('ann@example.com')).toMatchObject({ name: 'First' });
  });

  it('keeps what was there in the notes and adds what no field takes, once', async () => {
    const harness = importHarness({ starters });
    const fill = { options: options({ existing: 'fill' }) };
    await harness.upload('Name,Email,Notes\nAnn,ann@example.com,old\n');
    await harness.upload('Name,Email,Shoe size\nAnn,ann@example.com,38\n', fill);
    await harness.upload('Name,Email,Shoe size,Fax\nAnn,ann@example.com,38,1\n', fill);
    expect(harness.values()).toMatchObject([{ notes: 'old\nShoe size: 38\nFax: 1' }]);
  });

  it('changes nothing twice when the worker dies after writing (IMP-05, IMP-06)', async () => {
    const harness = await withAnn();
    const { putResult } = harness.store;
    harness.store.putResult = () => Promise.reject(new Error('crash'));
    const options1 = { options: options({ existing: 'overwrite' }) };
    await harness.upload('Name,Email\nAnna,ann@example.com\n', options1).catch(() => undefined);
    harness.store.putResult = putResult;
    const open = await harness.store.listOpen();
    const id = open.find(({ state }) => state === 'running')?.id ?? '';
    await harness.work({ importId: id, chunk: 1 });
    expect(await harness.store.get(id)).toMatchObject(counts(0, 1, 0));
  });
});

describe('rights of whoever imports (IMP-27)', () => {
  const sales = {
    find: async () => ({ userId: 'u2', role: 'sales', teamId: 't2', rights: roles.sales }),
  };

  it('change only records in their scope, and never fields that are locked for them', async () => {
    let role = starters;
    const harness = importHarness({ starters: { find: () => role.find() } });
    await harness.upload('Company name,Tax number\nAcme,T1\nBolt,T2\n', { object: 'company' });
    role = sales as never;
    const [acme] = harness.stored.keys();
    harness.edit(company, acme ?? '', { ownerId: 'u2' });
    const job = await harness.upload(
      'Company name,Tax number,Credit limit\nAcme,T1,5\nBolt,T2,\n',
      {
        object: 'company',
        startedBy: 'u2',
        options: options({ existing: 'overwrite' }),
      },
    );
    expect(job).toMatchObject(counts(0, 0, 0, 2));
    const second = await harness.upload(
      'Company name,Tax number,City\nAcme,T1,Oslo\nBolt,T2,Rome\n',
      {
        object: 'company',
        startedBy: 'u2',
        options: options({ existing: 'overwrite' }),
      },
    );
    expect(second).toMatchObject(counts(0, 1, 0, 1));
    expect(harness.text(`outbox/${second.id}/errors.csv`)).toContain('may not change this record');
  });

  it('are those of a person who is active; owners that nobody is are kept in the notes', async () => {
    const people = { 'sam@example.com': { userId: '01JD8Y7N9Q4V5W2X3Z6A8B0CDE', teamId: 't9' } };
    const harness = importHarness({ starters, people });
    const job = await harness.upload(
      'Name,Email,Owner\nAnn,a@example.com,sam@example.com\nBob,b@example.com,nobody@example.com\nCid,c@example.com,\n',
    );
    expect(job).toMatchObject(counts(3, 0, 0));
    expect([...harness.stored.values()]).toMatchObject([
      { values: { ownerId: '01JD8Y7N9Q4V5W2X3Z6A8B0CDE' }, teamId: 't9' },
      { values: { ownerId: 'u1', notes: 'Owner: nobody@example.com' }, teamId: 't1' },
      { values: { ownerId: 'u1' }, teamId: 't1' },
    ]);
  });

  it('end the import when they are lost while it runs (IMP-28)', async () => {
    let role: 'manager' | 'support' = 'manager';
    const harness = importHarness({
      starters: {
        find: async () => ({ userId: 'u1', role, teamId: undefined, rights: roles[role] }),
      },
    });
    const rows = Array.from({ length: 700 }, (_, at) => `P${at},p${at}@example.com`).join('\n');
    const planned = await harness.upload(`Name,Email\n${rows}\n`, { review: true });
    await harness.store.move(planned.id, 'running', {});
    await harness.work({ importId: planned.id, chunk: 1 });
    role = 'support';
    await harness.work({ importId: planned.id, chunk: 2 });
    expect(await harness.store.get(planned.id)).toMatchObject({
      state: 'cancelled',
      problems: [{ code: 'starter.forbidden' }],
    });
    expect(harness.stored.size).toBe(500);
  });
});

describe('records that rows refer to', () => {
  it('are linked by name where exactly one has it', async () => {
    const harness = importHarness({ starters });
    await harness.upload('Company name\nAcme\nTwin\n', { object: 'company' });
    await harness.upload('Company name,Website\nTwin,https://twin.example\n', {
      object: 'company',
    });
    const [acme] = harness.stored.keys();
    await harness.upload(
      'Name,Email,Company\nAnn,a@example.com,ACME\nBob,b@example.com,Twin\nCid,c@example.com,None\n',
    );
    const links = harness
      .values()
      .slice(3)
      .map(({ companyId, companyName }) => [companyName, companyId]);
    expect(links).toEqual([
      ['ACME', acme],
      ['Twin', undefined],
      ['None', undefined],
    ]);
  });

  it('are made once where the import may make them', async () => {
    const harness = importHarness({ starters });
    const text = 'Name,Email,Company\nAnn,a@example.com,New Ltd\nBob,b@example.com,new ltd\n';
    const job = await harness.upload(text, { options: options({ createRelated: true }) });
    expect(job).toMatchObject(counts(2, 0, 0));
    const made = [...harness.stored.values()].find(({ values }) => values['name'] === 'New Ltd');
    expect(harness.values().map(({ companyId }) => companyId)).toContain(made?.id);
    expect(harness.stored.size).toBe(3);
  });

  it('are found by external id; others are kept in the notes', async () => {
    const harness = importHarness({ starters });
    await harness.upload('Company name,Account ID\nAcme,001A\n', { object: 'company' });
    const [acme] = harness.stored.keys();
    await harness.upload(
      'FirstName,LastName,Email,AccountId\nAnn,Lee,a@example.com,001A\nBob,Ray,b@example.com,999\n',
      { object: 'contact' },
    );
    expect(harness.values().slice(1)).toMatchObject([
      { companyId: acme },
      { notes: 'AccountId: 999' },
    ]);
  });
});
