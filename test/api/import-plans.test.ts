import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { hire } from '#test/support/people';
import { textRows, writeWorkbook } from '#test/support/write-workbook';

let cloud: TestCloud;
let sales: ApiClient;
let manager: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  sales = await cloud.as('sales');
  manager = await cloud.as('manager');
});
afterAll(() => cloud?.close());

/** Uploads a file through its form, as a browser does, and gives the import as it then stands. */
async function upload(client: ApiClient, file: string | Uint8Array, body: object = {}) {
  const started = await client.send('POST', '/imports', {
    body: { fileName: 'list.csv', ...body },
  });
  expect(started.status).toBe(201);
  const { url, fields } = started.body.upload;
  const form = new FormData();
  for (const [name, value] of Object.entries<string>(fields)) form.set(name, value);
  form.set('file', new Blob([typeof file === 'string' ? file : Buffer.from(file)]));
  expect((await fetch(url, { method: 'POST', body: form })).status).toBe(204);
  return see(client, started.body.import.id);
}

async function see(client: ApiClient, id: string) {
  await cloud.cloud.settle();
  return (await client.send('GET', `/imports/${id}`)).body;
}

/** Which of the product's mails went out. */
const mailsSent = () => JSON.stringify(cloud.cloud.outbox.list());

const contactsOf = async (email: string) =>
  (await manager.send('GET', `/contacts?email=${email}`)).body.items;

describe('an import that a person looks at first', () => {
  it('is planned, changed, tried, run, told by mail and undone (IMP-34)', async () => {
    await manager.send('POST', '/contacts', {
      body: { name: 'Old', email: 'a@plan.example', jobTitle: 'Buyer' },
    });
    const book = writeWorkbook({
      sheets: [
        {
          name: '客户',
          rows: textRows([
            ['姓名', '邮箱', '职位', '公司'],
            ['安娜', 'a@plan.example', '经理', '云帆科技'],
            ['王伟', 'w@plan.example', '', '云帆科技'],
          ]),
        },
      ],
    });
    const planned = await upload(manager, book, { review: true });
    expect(planned).toMatchObject({ state: 'planned', rows: 2, file: { sheet: '客户' } });
    const path = `/imports/${planned.id}`;
    const plan = (await manager.send('GET', `${path}/plan`)).body;
    expect(plan).toMatchObject({
      object: 'contact',
      confidence: 1,
      preview: [{ row: 2, values: { name: '安娜', jobTitle: '经理' } }, { row: 3 }],
    });

    const options = { existing: 'overwrite', missing: 'create', createRelated: true };
    const changed = await manager.send('PUT', `${path}/plan`, { body: { options } });
    expect(changed.status).toBe(202);
    expect(await see(manager, planned.id)).toMatchObject({ state: 'planned', options });

    await manager.send('POST', `${path}/test`, { body: {} });
    const tested = await see(manager, planned.id);
    expect(tested.test.counts).toEqual({ created: 1, updated: 1, skipped: 0, failed: 0 });
    expect(await contactsOf('w@plan.example')).toEqual([]);
    const files = (await manager.send('GET', `${path}/files`)).body;
    expect(await (await fetch(files.test)).text()).toContain(',jobTitle,Buyer,经理,');

    expect((await manager.send('POST', `${path}/run`)).status).toBe(202);
    const ran = await see(manager, planned.id);
    expect(ran).toMatchObject({ state: 'finished', counts: { created: 1, updated: 1 } });
    const [anna] = await contactsOf('a@plan.example');
    expect(anna).toMatchObject({ name: '安娜', jobTitle: '经理' });
    const [wang] = await contactsOf('w@plan.example');
    const made = await manager.send('GET', `/companies/${wang.companyId}`);
    expect(made.body).toMatchObject({ name: '云帆科技' });
    expect(mailsSent()).toContain('importFinished');

    expect((await manager.send('POST', `${path}/undo`)).status).toBe(202);
    expect(await see(manager, planned.id)).toMatchObject({
      state: 'undone',
      undo: { counts: { removed: 2, restored: 1, conflicts: 0 } },
    });
    expect(await contactsOf('a@plan.example')).toMatchObject([{ name: 'Old', jobTitle: 'Buyer' }]);
    expect(await contactsOf('w@plan.example')).toEqual([]);
    expect((await manager.send('GET', `/companies/${wang.companyId}`)).status).toBe(404);
    expect(mailsSent()).toContain('importUndone');
  });

  it('waits for a mapping where too little is understood', async () => {
    const job = await upload(sales, 'spalte eins,spalte zwei\nAnn,x\n');
    expect(job).toMatchObject({ state: 'needs_mapping' });
    const refused = await sales.send('POST', `/imports/${job.id}/run`);
    expect([refused.status, refused.body.code]).toEqual([409, 'import.state_conflict']);
    const columns = [{ column: 1, use: { kind: 'field', field: 'name' } }];
    const body = { object: 'contact', reading: { columns } };
    await sales.send('PUT', `/imports/${job.id}/plan`, { body });
    await cloud.cloud.settle();
    await sales.send('POST', `/imports/${job.id}/run`);
    expect(await see(sales, job.id)).toMatchObject({ state: 'finished', counts: { created: 1 } });
  });

  it('reads numbers as its reader says and refuses countries that are none', async () => {
    const file = 'Name,Email,Phone\nAnn,ann@dial.example,030 123456\n';
    const job = await upload(sales, file, { review: true });
    const say = (conventions: object) =>
      sales.send('PUT', `/imports/${job.id}/plan`, { body: { reading: { conventions } } });
    expect((await say({ country: 'XX' })).body.code).toBe('request.invalid');
    expect((await say({ country: 'DE' })).status).toBe(202);
    await cloud.cloud.settle();
    expect((await sales.send('GET', `/imports/${job.id}/plan`)).body).toMatchObject({
      conventions: { country: 'DE', currency: 'USD', decimalComma: false, utcOffset: 'Z' },
      preview: [{ values: { phone: '+4930123456' } }],
    });
  });

  it('reads single quotes as a person or a saved mapping says, and says so in either language', async () => {
    const file = "'Name','Email','Job title'\n'O\\'Brien, Ann','ann@quote.example','Buyer'\n";
    const plan = async (id: string) => (await sales.send('GET', `/imports/${id}/plan`)).body;
    const job = await upload(sales, file, { review: true });
    expect(await plan(job.id)).toMatchObject({
      conventions: { quote: "'", quoteEscape: 'backslash' },
      notices: [{ code: 'plan.quotes-single' }, { code: 'plan.escape-backslash' }],
      preview: [{ values: { name: "O'Brien, Ann", jobTitle: 'Buyer' } }],
    });
    const say = (conventions: object) =>
      sales.send('PUT', `/imports/${job.id}/plan`, { body: { reading: { conventions } } });
    expect((await say({ quote: '`' })).body.code).toBe('request.invalid');
    expect((await say({ quote: 'none' })).status).toBe(202);
    await cloud.cloud.settle();
    const english = await plan(job.id);
    await sales.send('PATCH', '/account', { body: { locale: 'zh' } });
    const chinese = await plan(job.id);
    await sales.send('PATCH', '/account', { body: { locale: 'en' } });
    expect(english.columns[0].header).toBe("'Name'");
    expect(english.notices[0].message).toMatch(/read as text/);
    expect(chinese.notices[0].message).toMatch(/普通文字/);

    // Where the file does not show it, whoever uploads it says it, or the mapping for its folder.
    const hidden = 'Name,Email\nBob "the ox,bob@quote.example\n"Tall Tom,tom@quote.example\n';
    expect(await upload(sales, hidden)).toMatchObject({ state: 'failed' });
    const said = { conventions: { quote: 'none' } };
    expect(await upload(sales, hidden, said)).toMatchObject({ counts: { created: 2 } });
    const columns = [
      { header: 'Name', use: { kind: 'field', field: 'name' } },
      { header: 'Email', use: { kind: 'field', field: 'email' } },
    ];
    const mapping = { body: { object: 'contact', columns, ...said } };
    await sales.send('PUT', '/import-mappings/Till', mapping);
    const kept = await sales.send('GET', '/import-mappings');
    expect(kept.body.items).toMatchObject([{ name: 'Till', conventions: { quote: 'none' } }]);
    const later = hidden.replaceAll('@quote', '@till');
    expect(await upload(sales, later, { mapping: 'Till' })).toMatchObject({
      counts: { created: 2 },
    });
    await sales.send('DELETE', '/import-mappings/Till');
  });

  it('AZ-15: refers to records that somebody shared with its starter, and to no others', async () => {
    const administrator = await cloud.as('administrator');
    const grants = [
      { object: 'company', actions: ['read'], scope: 'own' },
      { object: 'deal', actions: ['create', 'read', 'import'], scope: 'own' },
    ];
    const names = { en: 'Feeder', zh: '录入' };
    const role = { roleId: 'feeder', names, grants, duties: ['imports.run'] };
    await administrator.send('POST', '/roles', { body: role });
    const feeder = await hire(cloud, administrator, {
      ...{ email: 'feeder@example.com', role: 'feeder' },
    });
    const make = async (name: string): Promise<string> =>
      (await manager.send('POST', '/companies', { body: { name } })).body.id;
    const [shared, hidden] = [await make('Shared Ltd'), await make('Hidden Ltd')];
    const share = { object: 'company', recordId: shared, userId: feeder.userId, level: 'read' };
    expect((await manager.send('POST', '/shares', { body: share })).status).toBe(201);

    const rows = `Deal name,Company ID\nOne,${shared}\nTwo,${hidden}\nThree,Shared Ltd\n`;
    const job = await upload(feeder.client, rows, { object: 'deal' });
    expect(job).toMatchObject({ state: 'finished', counts: { created: 3 } });
    const { items } = (await feeder.client.send('GET', '/deals')).body;
    const companies = items.map(({ companyId }: { companyId?: string }) => companyId);
    expect(companies.sort()).toEqual([shared, shared, undefined]);
  });

  it('hides plans of others, and refuses what a role may not import (IMP-26, IMP-27)', async () => {
    const job = await upload(manager, 'Name,Email\nZed,zed@plan.example\n', { review: true });
    for (const [method, rest] of [
      ['GET', '/plan'],
      ['POST', '/run'],
      ['POST', '/undo'],
    ] as const)
      expect((await sales.send(method, `/imports/${job.id}${rest}`)).status).toBe(404);
    const support = await cloud.as('support');
    expect((await support.send('POST', `/imports/${job.id}/run`)).status).toBe(403);
  });
});

describe('a saved mapping', () => {
  const body = {
    object: 'contact',
    columns: [
      { header: 'Wer', use: { kind: 'field', field: 'name' } },
      { header: 'Post', use: { kind: 'field', field: 'email' } },
    ],
  };

  it('is kept, listed, used and forgotten', async () => {
    expect((await sales.send('PUT', '/import-mappings/Messe', { body })).status).toBe(200);
    const { items } = (await manager.send('GET', '/import-mappings')).body;
    expect(items).toMatchObject([{ name: 'Messe', object: 'contact' }]);
    const job = await upload(sales, 'Wer,Post\nAnn,ann@messe.example\n', { mapping: 'Messe' });
    expect(job).toMatchObject({ state: 'finished', mapping: 'Messe', counts: { created: 1 } });
    expect((await sales.send('DELETE', '/import-mappings/Messe')).status).toBe(204);
    expect((await sales.send('DELETE', '/import-mappings/Messe')).status).toBe(404);
  });

  it('cannot take the folder of an object, or fields that are not there', async () => {
    expect((await sales.send('PUT', '/import-mappings/contacts', { body })).status).toBe(400);
    const columns = [{ header: 'x', use: { kind: 'field', field: '__proto__' } }];
    const refused = await sales.send('PUT', '/import-mappings/x', { body: { ...body, columns } });
    expect(refused.body.code).toBe('request.invalid');
  });
});

describe('many records in one request', () => {
  const records = [
    { name: 'One', email: 'one@bulk.example' },
    { name: 'Two', email: 'no address' },
    { name: 'Three', email: 'ONE@bulk.example' },
    { name: 'Four', email: 'four@bulk.example', companyId: '01JD8Y7N9Q4V5W2X3Z6A8B0CDE' },
    { name: 'Five', email: 'five@bulk.example', nickname: 'x' },
  ];

  it('tells what became of each, and is repeated safely', async () => {
    const body = { object: 'contact', records };
    const headers = { 'idempotency-key': 'bulk-1' };
    const first = await sales.send('POST', '/imports/records', { body, headers });
    expect(first.status).toBe(200);
    expect(first.body.counts).toEqual({ created: 1, updated: 0, skipped: 1, failed: 3 });
    expect(first.body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'created',
      'failed',
      'skipped',
      'failed',
      'failed',
    ]);
    const again = await sales.send('POST', '/imports/records', { body, headers });
    expect(again.body).toEqual(first.body);
    const other = { object: 'contact', records: records.slice(1) };
    const mixed = await sales.send('POST', '/imports/records', { body: other, headers });
    expect([mixed.status, mixed.body.code]).toEqual([422, 'request.idempotency_mismatch']);
  });

  it('changes records that are there when asked, as far as the caller may', async () => {
    const body = {
      object: 'contact',
      options: { existing: 'overwrite', missing: 'skip', createRelated: false },
      records: [
        { name: 'Uno', email: 'one@bulk.example' },
        { name: 'Neu', email: 'new@bulk.example' },
      ],
    };
    const answer = await sales.send('POST', '/imports/records', { body });
    expect(answer.body.counts).toEqual({ created: 0, updated: 1, skipped: 1, failed: 0 });
    const marketing = await cloud.as('marketing');
    const company = { object: 'company', records: [{ name: 'X' }] };
    const refused = await marketing.send('POST', '/imports/records', { body: company });
    expect(refused.status).toBe(403);
  });

  it('AZ-05: are not made for others by whoever may create for themselves only', async () => {
    const actions = ['read', 'create', 'import'];
    const administrator = await cloud.as('administrator');
    const made = await administrator.send('POST', '/roles', {
      body: {
        roleId: 'own-importer',
        names: { en: 'Own importer', zh: '仅导入本人客户' },
        duties: ['imports.run'],
        grants: [{ object: 'contact', actions, scope: 'own' }],
      },
    });
    expect(made.status, made.text).toBe(201);
    const person = await hire(cloud, administrator, {
      email: 'own-importer@example.com',
      role: 'own-importer',
    });
    const ownerId = cloud.person('sales').userId;
    const body = { object: 'contact', records: [{ name: 'Theirs', ownerId }, { name: 'Mine' }] };
    const { body: answer } = await person.client.send('POST', '/imports/records', { body });
    expect(answer.counts).toEqual({ created: 1, updated: 0, skipped: 0, failed: 1 });
    expect(answer.results[0]).toMatchObject({
      outcome: 'failed',
      reason: { code: 'row.forbidden' },
    });
    const list = await manager.send('GET', `/contacts?ownerId=${ownerId}&limit=100`);
    expect(list.text).not.toContain('Theirs');
    const one = await manager.send('GET', `/contacts/${answer.results[1].recordId}`);
    expect(one.body).toMatchObject({ name: 'Mine', ownerId: person.userId });

    // That somebody has the address is told, as a creation would be; who, only to those who may read them.
    const email = 'held@own.example';
    const held = await manager.send('POST', '/contacts', { body: { name: 'Held', email } });
    const again = { object: 'contact', records: [{ name: 'Guessed', email }] };
    const met = await person.client.send('POST', '/imports/records', { body: again });
    expect(met.body.results[0]).toMatchObject({
      outcome: 'skipped',
      reason: { code: 'row.duplicate' },
    });
    expect(met.text).not.toContain(held.body.id);
    const told = await manager.send('POST', '/imports/records', { body: again });
    expect(told.body.results[0]).toMatchObject({ outcome: 'skipped', recordId: held.body.id });
  });

  it('are a thousand at most', async () => {
    const many = (count: number) => ({
      object: 'contact',
      records: Array.from({ length: count }, (_, at) => ({
        name: `N${at}`,
        email: `n${at}@many.example`,
      })),
    });
    const answer = await manager.send('POST', '/imports/records', { body: many(1_000) });
    expect(answer.body.counts).toMatchObject({ created: 1_000 });
    expect((await manager.send('POST', '/imports/records', { body: many(1_001) })).status).toBe(
      400,
    );
  });
});
