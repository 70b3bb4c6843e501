import { describe, expect, it } from 'vitest';
import { createDirectoryPeople } from '#shared/imports/directory-people';
import { carefulOptions, type ImportOptions } from '#shared/imports/import-options';
import { company } from '#shared/objects/company';
import { contact } from '#shared/objects/contact';
import { CustomField } from '#shared/objects/custom-field';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Definitions } from '#shared/objects/definitions';
import type { RecordValues } from '#shared/objects/field';
import type { objectNames } from '#shared/objects/names';
import { described } from '#shared/objects/object-settings';
import { objects } from '#shared/objects/objects';
import { order } from '#shared/objects/order';
import { roles } from '#shared/permissions/roles';
import { creationOf } from '#shared/records/changes';
import { directoryOf, person } from '#test/unit/auth/in-memory';
import { usersIn } from '#test/unit/users/memory-users';
import { importHarness } from './import-harness.ts';

const manager = { userId: 'u1', role: 'manager', teamId: 't1', rights: roles.manager };
const options = (changes: Partial<ImportOptions>): ImportOptions => ({
  ...carefulOptions,
  ...changes,
});
const counts = (created: number, updated: number, skipped: number, failed = 0) => ({
  counts: { created, updated, skipped, failed },
});

let made = 0;

/** An import, and records that people made by hand. */
function house(more: Parameters<typeof importHarness>[0] = {}) {
  const harness = importHarness({ starters: { find: async () => manager }, ...more });
  const make = async (object: ObjectDefinition, values: RecordValues) => {
    const id = `01J${String(++made).padStart(23, '0')}`;
    const origin = { userId: 'u9', at: harness.needs.now(), means: 'api', cause: 'r' } as const;
    const creation = creationOf(origin, object, { id, values, teamId: 't9' });
    await harness.needs.records.createMany(object, [creation]);
    return id;
  };
  const warnings = async (importId: string) => {
    const report = JSON.parse(harness.text(`outbox/${importId}/report.json`) ?? '');
    return (report.notices as { code: string }[]).map(({ code }) => code);
  };
  return { ...harness, make, warnings };
}

describe('owners of imported records', () => {
  it('are found by e-mail address, user name or full name, active people only', async () => {
    const li = person({
      userId: '01JLIXXXXXXXXXXXXXXXXXXXX1',
      email: 'li@example.com',
      name: '李娜',
    });
    const mo = person({ userId: 'u2', email: 'mo@example.com', name: 'Mo Berg', userName: 'mo' });
    const twin = person({ userId: 'u3', email: 'berg@example.com', name: 'MO  BERG' });
    const gone = person({
      userId: 'u4',
      email: 'gone@example.com',
      name: '李娜',
      status: 'disabled',
    });
    const all = [li, mo, twin, gone];
    const people = createDirectoryPeople({
      directory: directoryOf(...all),
      users: usersIn([] as never, ...all),
      now: () => '2026-03-01T00:00:00Z',
    });
    const ids = async (text: string) => (await people.named(text)).map(({ userId }) => userId);
    expect(await ids('LI@example.com')).toEqual([li.userId]);
    expect(await ids('mo')).toEqual(['u2']);
    expect(await ids('李娜')).toEqual([li.userId]);
    expect(await ids('Mo Berg')).toEqual(['u2', 'u3']);
    expect(await ids('gone@example.com')).toEqual([]);
    expect(await ids('Nobody')).toEqual([]);
  });

  it('are told to be several where a name is not enough', async () => {
    const owner = (userId: string) => ({ userId, teamId: undefined });
    const harness = house({ people: { Mo: [owner('u2'), owner('u3')], Li: owner('u4') } });
    const job = await harness.upload('Name,Email,Owner\nA,a@example.com,Mo\nB,b@example.com,Li\n');
    expect(harness.values()).toMatchObject([{ notes: 'Owner: Mo' }, { ownerId: 'u4' }]);
    expect(await harness.warnings(job.id)).toEqual(['cell.ambiguous']);
  });
});

describe('companies of imported contacts', () => {
  const text =
    'Name,Email,Company\nA,a@acme.example,\nB,b@mail.example,\nC,c@acme.example,Other Ltd\n';

  it('are found by the domain of the e-mail address where asked for, after the name', async () => {
    const harness = house();
    const acme = await harness.make(company, { name: 'Acme', domain: 'acme.example' });
    const other = await harness.make(company, { name: 'Other Ltd', domain: 'other.example' });
    await harness.upload(text, { options: options({ companiesByDomain: true }) });
    const linked = harness.values().slice(2);
    expect(linked.map(({ companyId }) => companyId)).toEqual([acme, undefined, other]);
  });

  it('stay open where several have the domain, the name, or nobody asked', async () => {
    const harness = house();
    for (const name of ['Acme', 'Acme', 'Acme Labs'])
      await harness.make(company, { name, domain: 'acme.example' });
    const byDomain = { options: options({ companiesByDomain: true }) };
    await harness.upload(text, byDomain);
    const named = await harness.upload('Name,Email,Company\nD,d@one.example,Acme\n', byDomain);
    expect(harness.values().some(({ companyId }) => companyId !== undefined)).toBe(false);
    expect(await harness.warnings(named.id)).toEqual(['cell.not-linked']);
  });
});

/** References that administrators have added to companies. */
const fields = [
  { key: 'c_referrer', refersTo: 'contact', labels: { en: 'Referred by', zh: '介绍人' } },
  { key: 'c_parent', refersTo: 'company', labels: { en: 'Parent company', zh: '母公司' } },
  { key: 'c_contract', refersTo: 'order', labels: { en: 'Contract', zh: '合同' } },
] as const;
const definitions: Definitions = {
  current: (object) =>
    described(objects[object], {
      object,
      version: 2,
      fields:
        object === 'company'
          ? fields.map((field) => CustomField.parse({ kind: 'reference', ...field }))
          : [],
    }),
};

describe('names that many rows of a chunk have', () => {
  const numbers = Array.from({ length: 300 }, (_, row) => row);

  it('are asked for once', async () => {
    const harness = house();
    const acme = await harness.make(company, { name: 'Acme' });
    const asked: string[] = [];
    const { findByName } = harness.needs.records;
    harness.needs.records.findByName = (object, name) => {
      asked.push(name);
      return findByName(object, name);
    };
    const lines = numbers.map((row) => `P,p${row}@a.example,${row % 2 ? 'Acme' : 'No Ltd'}\n`);
    await harness.upload(`Name,Email,Company\n${lines.join('')}`);
    expect(asked.sort()).toEqual(['Acme', 'No Ltd']);
    const linked = harness.values().filter(({ companyId }) => companyId !== undefined);
    expect(linked.map(({ companyId }) => companyId)).toEqual(Array(150).fill(acme));
  });

  it('are asked for again where an earlier row may have made what they name', async () => {
    const harness = house({ definitions });
    const lines = numbers.map((row) => `C${row},${row % 299 ? '' : 'C1'}\n`);
    await harness.upload(`Company name,Parent company\n${lines.join('')}`, { object: 'company' });
    const [first, last] = [harness.values()[0], harness.values()[299]];
    expect(first).toMatchObject({ name: 'C0', description: 'Parent company: C1' });
    expect(last).toMatchObject({ name: 'C299', c_parent: [...harness.stored.values()][1]?.id });
  });
});

describe('fields of administrators that refer to records', () => {
  it('take an e-mail address, a name, a domain, a number and an external id', async () => {
    const harness = house({ definitions });
    const ann = await harness.make(contact, { name: 'Ann', email: 'ann@one.example' });
    const group = await harness.make(company, {
      ...{ name: 'Group', domain: 'group.example', externalId: 'G-1' },
    });
    const sale = await harness.make(order, { number: 'SO-7', status: 'draft' });
    const rows =
      'Company name,Referred by,Parent company,Contract\n' +
      'A,ANN@one.example,Group,SO-7\nB,Ann,group.example,\nC,,G-1,\n';
    const job = await harness.upload(rows, { object: 'company' });
    expect(await harness.warnings(job.id)).toEqual([]);
    expect(harness.values().slice(3)).toMatchObject([
      { c_referrer: ann, c_parent: group, c_contract: sale },
      { c_referrer: ann, c_parent: group },
      { c_parent: group },
    ]);
  });
});

describe('records that people made by hand', () => {
  it('are met by name and number, and by what the import chose to match by', async () => {
    const harness = house();
    const id = await harness.make(contact, { name: '王伟', mobile: '+8613800138000' });
    const rows = '姓名,手机,职位\n王伟,13800138000,经理\n';
    expect(await harness.upload(rows)).toMatchObject(counts(0, 0, 1));
    const other = '姓名,手机,职位\n王先生,13800138000,经理\n李娜,13900139000,\n';
    const job = await harness.upload(other, {
      options: options({ existing: 'fill', matchBy: 'phone' }),
    });
    expect(job).toMatchObject(counts(1, 1, 0));
    expect(harness.stored.get(id)?.values).toMatchObject({ name: '王伟', jobTitle: '经理' });
  });

  it('are met by name and company, and companies by domain or name', async () => {
    const harness = house();
    await harness.make(contact, { name: 'Ann Lee', companyName: 'Acme' });
    await harness.make(company, { name: 'Acme', domain: 'acme.example' });
    expect(await harness.upload('Name,Company\nAnn Lee,ACME\nBob,Acme\n')).toMatchObject(
      counts(1, 0, 1),
    );
    const companies =
      'Company name,Website\nAcme Inc,https://www.acme.example/about\nACME,\nNew,\n';
    expect(await harness.upload(companies, { object: 'company' })).toMatchObject(counts(1, 0, 2));
  });

  it('are left alone where several fit what would be changed', async () => {
    const harness = house();
    for (const name of ['A', 'B']) await harness.make(contact, { name, phone: '+4930123456' });
    const job = await harness.upload('Name,Phone,Job title\nC,+49 30 123456,Boss\n', {
      options: options({ existing: 'overwrite', matchBy: 'phone' }),
    });
    expect(job).toMatchObject(counts(0, 0, 0, 1));
    expect(await harness.warnings(job.id)).toEqual(['row.match-ambiguous']);
  });

  it('are changed under a share that permits editing, and not under one for reading', async () => {
    const sales = { userId: 'u1', role: 'sales', teamId: 't1', rights: roles.sales };
    const shares: Record<string, never> = {};
    const harness = house({ starters: { find: async () => sales }, shares });
    const edit = await harness.make(contact, {
      name: 'Ann',
      email: 'a@example.com',
      ownerId: 'u9',
    });
    const read = await harness.make(contact, {
      name: 'Bob',
      email: 'b@example.com',
      ownerId: 'u9',
    });
    const share = (recordId: string, level: 'read' | 'edit') => ({ recordId, level }) as never;
    shares[edit] = share(edit, 'edit');
    shares[read] = share(read, 'read');
    const rows = 'Name,Email,Job title\nAnn,a@example.com,Boss\nBob,b@example.com,Boss\n';
    const job = await harness.upload(rows, { options: options({ existing: 'overwrite' }) });
    expect(job).toMatchObject(counts(0, 1, 0, 1));
    expect(harness.stored.get(edit)?.values).toMatchObject({ jobTitle: 'Boss' });
    expect(await harness.warnings(job.id)).toEqual(['row.record-forbidden']);
  });
});

describe('objects of every kind', () => {
  it('get the next number where the file has none, past those that people typed', async () => {
    const harness = house();
    await harness.make(order, { number: 'O-000002' });
    const rows = 'Order date,Total\n2026-03-01,10\n2026-03-02,20\n2026-03-03,30\n';
    const job = await harness.drop('inbox/orders/a.csv', rows);
    expect(job).toMatchObject(counts(3, 0, 0));
    const numbers = [...harness.stored.values()].slice(1).map(({ values }) => values['number']);
    expect(new Set([...numbers, 'O-000002']).size).toBe(4);
    expect(numbers.every((number) => /^O-\d{6}$/.test(String(number)))).toBe(true);
  });

  it('are imported with their relations, each from its folder', async () => {
    const harness = house();
    const files: Readonly<Record<(typeof objectNames)[number], string>> = {
      campaign: 'Campaign name,External ID\nFair,CA-1\n',
      company: 'Company name,External ID\nAcme,CO-1\n',
      contact: 'Name,Email,Company ID\nAnn,ann@acme.example,CO-1\n',
      lead: 'Name,Email,Campaign ID\nLee,lee@new.example,CA-1\n',
      deal: 'Deal name,Company ID,Amount,Deal ID\nFirst order,Acme,1000,D-1\n',
      order: 'Order number,Company ID,Deal ID,Total\nA-1,CO-1,D-1,1000\n',
      ticket: 'Subject,Company ID,Order ID\nBroken,CO-1,A-1\n',
      activity: 'Subject,Type\nTalked,call\n',
      task: 'Subject\nCall back\n',
    };
    for (const [name, text] of Object.entries(files)) {
      const { plural } = objects[name as keyof typeof files];
      const job = await harness.drop(`inbox/${plural}/a.csv`, text);
      expect(job, name).toMatchObject({ object: name, ...counts(1, 0, 0) });
    }
    const ids = new Map(
      [...harness.stored.values()].map((each, at) => [Object.keys(files)[at], each]),
    );
    const of = (name: string) => ids.get(name)?.values ?? {};
    const idOf = (name: string) => ids.get(name)?.id;
    expect(of('contact')).toMatchObject({ companyId: idOf('company') });
    expect(of('lead')).toMatchObject({ campaignId: idOf('campaign') });
    expect(of('deal')).toMatchObject({ companyId: idOf('company') });
    expect(of('order')).toMatchObject({ companyId: idOf('company'), dealId: idOf('deal') });
    expect(of('ticket')).toMatchObject({ companyId: idOf('company'), orderId: idOf('order') });
  });
});
