import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientOptions, output } from '#infra/example/organisation';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { hire, stepUp } from '#test/support/people';
import { expectProblem, fieldsOf } from '#test/support/problem';

let cloud: TestCloud;
let administrator: ApiClient;
let manager: ApiClient;
let support: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  [administrator, manager, support] = await Promise.all([
    cloud.as('administrator'),
    cloud.as('manager'),
    cloud.as('support'),
  ]);
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

async function add(object: string, key: string, kind: string, more: object = {}) {
  const labels = { en: `Own ${key}`, zh: `自有 ${key}` };
  const body = { object, key: `c_${key}`, kind, labels, ...more };
  const answer = await administrator.send('POST', '/custom-fields', { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

async function create(path: string, body: object, client = manager) {
  const answer = await client.send('POST', path, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

async function exported(path: string, body: object, client = manager): Promise<Buffer> {
  const started = await client.send('POST', `${path}/exports`, { body });
  expect(started.status, started.text).toBe(202);
  await cloud.cloud.settle();
  const { link } = (await client.send('GET', `/exports/${started.body.id}`)).body;
  return Buffer.from(await (await fetch(link)).arrayBuffer());
}

/** Puts a file into an object's folder; gives the import that came of it. */
async function drop(key: string, body: string | Buffer) {
  const s3 = new S3Client(clientOptions(cloud.deployment));
  const Bucket = output(cloud.deployment, 'FilesBucket');
  await s3.send(new PutObjectCommand({ Bucket, Key: `inbox/${key}`, Body: Buffer.from(body) }));
  await cloud.cloud.settle();
  const { items } = (await manager.send('GET', '/imports')).body;
  const fileName = key.slice(key.lastIndexOf('/') + 1);
  return items.find((each: { fileName: string }) => each.fileName === fileName);
}

const byName = async (path: string, name: string) => {
  await cloud.cloud.settle();
  const { items } = (await manager.send('GET', `${path}?limit=100`)).body;
  return items.find((each: { displayName: string }) => each.displayName === name);
};

const choices = [
  { code: 'east', labels: { en: 'East', zh: '华东' } },
  { code: 'south', labels: { en: 'South', zh: '华南' } },
];

describe('a file', () => {
  const values: Record<string, unknown> = {};

  beforeAll(async () => {
    const contact = await create('/contacts', { name: 'Ann Winter' });
    const kinds: [string, string, unknown, object?][] = [
      ['text', 'text', '=1+1, "quoted"'],
      ['long', 'longText', 'one\ntwo'],
      ['mail', 'email', 'li@own.example'],
      ['phone', 'phone', '+8613800138000'],
      ['url', 'url', 'https://own.example/a?b=c'],
      ['number', 'number', -12.5],
      ['money', 'money', { amount: 1_234_567, currency: 'KWD' }],
      ['day', 'date', '2026-02-28'],
      ['time', 'dateTime', '2026-02-28T23:59:59.123Z'],
      ['yes', 'boolean', false],
      ['choice', 'choice', 'south', { choices }],
      ['tags', 'tags', ['VIP', '重点 客户']],
      ['user', 'user', cloud.person('sales').userId],
      ['contact', 'reference', contact.id, { refersTo: 'contact' }],
    ];
    for (const [key, kind, value, more] of kinds) {
      const field = await add('company', key, kind, more);
      values[field.key] = value;
    }
  });

  it.each(['csv', 'xlsx'] as const)(
    'written as %s with every kind of field makes the same record when it comes back',
    async (format) => {
      const made = await create('/companies', { name: `Origin ${format}`, ...values });
      expect(made).toMatchObject(values);
      const columns = ['name', ...Object.keys(values)];
      const file = await exported('/companies', { format, columns });
      expect((await manager.send('DELETE', `/companies/${made.id}`)).status).toBe(204);
      const done = await drop(`companies/back.${format}`, file);
      expect(done, JSON.stringify(done)).toMatchObject({ state: 'finished' });
      const back = await byName('/companies', `Origin ${format}`);
      expect(back).toMatchObject(values);
      const again = await exported('/companies', { format: 'csv', columns });
      if (format === 'csv') expect(again.toString()).toBe(file.toString());
    },
  );

  it('in English or Chinese is recognised by labels and aliases, and tells rows that do not fit', async () => {
    await add('lead', 'size', 'number', {
      aliases: { en: ['Lot'], zh: ['批次大小'] },
      minimum: 1,
    });
    await add('lead', 'region', 'choice', {
      choices,
      labels: { en: 'Sales region', zh: '销售大区' },
    });
    const english = 'Name,Lot,Sales region\nAda,12,East\nBob,0,East\nEve,3,Mars\n';
    const first = await drop('leads/english.csv', english);
    expect(first).toMatchObject({ state: 'finished', counts: { created: 3, failed: 0 } });
    expect(await byName('/leads', 'Ada')).toMatchObject({ c_size: 12, c_region: 'east' });
    const bob = await byName('/leads', 'Bob');
    expect(bob).not.toHaveProperty('c_size');
    const chinese = '姓名,批次大小,销售大区\n王小明,7,华南\n';
    expect(await drop('leads/chinese.csv', chinese)).toMatchObject({ counts: { created: 1 } });
    expect(await byName('/leads', '王小明')).toMatchObject({ c_size: 7, c_region: 'south' });
  });

  it('that lacks what an administrator requires makes no record', async () => {
    const field = await add('campaign', 'code', 'text', { required: true });
    const done = await drop('campaigns/gap.csv', 'Campaign name,Own code\nSpring,A1\nSummer,\n');
    expect(done).toMatchObject({ counts: { created: 1, failed: 1 } });
    expect(await byName('/campaigns', 'Spring')).toMatchObject({ [field.key]: 'A1' });
    const sent = await manager.send('POST', '/imports/records', {
      body: {
        object: 'campaign',
        records: [{ name: 'Autumn', c_code: 'A2' }, { name: 'Winter' }, { name: 'X', c_none: 1 }],
      },
    });
    const outcomes = sent.body.results.map(({ outcome }: { outcome: string }) => outcome);
    expect(outcomes).toEqual(['created', 'failed', 'failed']);
  });

  it('that was imported into own fields is undone with them', async () => {
    await add('ticket', 'serial', 'text');
    const body = { fileName: 'undo.csv', object: 'ticket' };
    const { upload, import: job } = await create('/imports', body);
    const form = new FormData();
    for (const [name, value] of Object.entries<string>(upload.fields)) form.append(name, value);
    form.append('file', new Blob(['Subject,Own serial\nBroken,S-1\n']), 'undo.csv');
    expect((await fetch(upload.url, { method: 'POST', body: form })).status).toBeLessThan(300);
    await cloud.cloud.settle();
    expect(await byName('/tickets', 'Broken')).toMatchObject({ c_serial: 'S-1' });
    const undone = await manager.send('POST', `/imports/${job.id}/undo`);
    expect(undone.status, undone.text).toBe(202);
    expect(await byName('/tickets', 'Broken')).toBeUndefined();
  });
});

describe('a field that an administrator added', () => {
  it('is changed in bulk, merged field by field and given back by an undo', async () => {
    const { key } = await add('contact', 'floor', 'text');
    const one = await create('/contacts', { name: 'Kim One', [key]: '1' });
    const two = await create('/contacts', { name: 'Kim Two', [key]: '2' });
    const three = await create('/contacts', { name: 'Kim Three' });
    const bulk = await manager.send('POST', '/bulk-updates', {
      body: { object: 'contact', ids: [two.id], patch: { [key]: '22' } },
    });
    expect(bulk.body).toMatchObject({ done: 1, refused: 0 });
    const wrong = await manager.send('POST', '/bulk-updates', {
      body: { object: 'contact', ids: [two.id], patch: { c_nothing: '22' } },
    });
    expect(wrong.body).toMatchObject({ done: 0, refused: 1 });
    const body = {
      object: 'contact',
      winner: { id: three.id, version: 1 },
      others: [
        { id: one.id, version: 1 },
        { id: two.id, version: 2 },
      ],
      values: { [key]: '22' },
    };
    const merged = await manager.send('POST', '/merges', { body });
    expect(merged.status, merged.text).toBeLessThan(300);
    expect((await manager.send('GET', `/contacts/${three.id}`)).body[key]).toBe('22');
    const undo = { object: 'contact', winnerId: three.id };
    expect((await manager.send('POST', '/merge-undos', { body: undo })).status).toBeLessThan(300);
    expect((await manager.send('GET', `/contacts/${three.id}`)).body).not.toHaveProperty(key);
    expect((await manager.send('GET', `/contacts/${one.id}`)).body[key]).toBe('1');
  });

  it('is searched, unless it is retired, and again once it is restored', async () => {
    const { key, fieldId } = await add('deal', 'project', 'text', { searchable: true });
    const deal = await create('/deals', { name: 'Quarterly', [key]: 'Zeppelin bridge' });
    const found = async () => {
      await cloud.cloud.settle();
      const { items } = (await manager.send('GET', '/search?q=zeppelin')).body;
      return items.map(({ id }: { id: string }) => id);
    };
    expect(await found()).toEqual([deal.id]);
    administrator = await stepUp(administrator, cloud.person('administrator').password);
    await administrator.send('POST', `/custom-fields/${fieldId}/retire`);
    expect(await found()).toEqual([]);
    await administrator.send('POST', `/custom-fields/${fieldId}/restore`);
    expect(await found()).toEqual([deal.id]);
  });

  it('is filtered by and shown in a saved view', async () => {
    const { key } = await add('task', 'phase', 'choice', { choices });
    const view = { name: 'East', object: 'task', filters: { [key]: 'east' }, columns: [key] };
    expect((await create('/views', view)).filters).toEqual({ [key]: 'east' });
    for (const [field, bad] of [
      [`filters.${key}`, { ...view, filters: { [key]: 'mars' } }],
      ['filters.c_nothing', { ...view, filters: { c_nothing: '1' } }],
      ['columns.c_nothing', { ...view, columns: ['c_nothing'] }],
    ] as const) {
      const refused = await manager.send('POST', '/views', { body: bad });
      expectProblem(refused, 'request.invalid');
      expect(fieldsOf(refused)).toEqual([field]);
    }
  });

  it('is explained like any other', async () => {
    const { key } = await add('order', 'plan', 'text', { sensitivity: 'financial' });
    const ask = (client: ApiClient, field: string) =>
      client.send('GET', `/permissions/mine/explanation?action=read&object=order&field=${field}`);
    expect((await ask(manager, key)).body).toMatchObject({ allowed: true });
    expect((await ask(support, key)).body).toMatchObject({ decision: 'field-unknown' });
    expect((await ask(manager, 'c_nothing')).body).toMatchObject({ decision: 'field-unknown' });
  });
});

describe('a sensitive field (AZ-08, AZ-09)', () => {
  it('is hidden from roles that see no financial data, wherever they look', async () => {
    const { key } = await add('company', 'margin', 'number', { sensitivity: 'financial' });
    const { key: name } = await add('company', 'bank', 'text', {
      sensitivity: 'financial',
      searchable: true,
      unique: true,
    });
    const company = await create('/companies', {
      name: 'Secretive',
      [key]: 42,
      [name]: 'Kryptonite',
    });
    await cloud.cloud.settle();
    const path = `/companies/${company.id}`;
    for (const where of [path, `${path}/changes`, `${path}/timeline`, '/objects/company']) {
      const { status, text } = await support.send('GET', where);
      expect(status).toBe(200);
      expect(text).not.toContain(key);
      expect(text).not.toContain('Kryptonite');
    }
    expect((await support.send('GET', '/permissions/mine')).text).not.toContain(key);
    expect((await support.send('GET', '/search?q=kryptonite')).body.items).toEqual([]);
    expect((await manager.send('GET', '/search?q=kryptonite')).body.items).toHaveLength(1);
    // A hidden field is told like one that there is not.
    for (const [known, unknown] of [
      [`?${key}=42`, '?c_nothing=42'],
      [`?${name}=Kryptonite`, '?c_nothing=Kryptonite'],
      [`?sort=${key}`, '?sort=c_nothing'],
    ]) {
      const hidden = await support.send('GET', `/companies${known}`);
      const absent = await support.send('GET', `/companies${unknown}`);
      expectProblem(hidden, 'request.invalid');
      const told = ({ text }: { text: string }) =>
        text.replace(/"requestId":"[^"]*"/, '').replaceAll(/c_\w+/g, 'c');
      expect(told(hidden)).toBe(told(absent));
    }
  });

  it('is neither exported nor written by them, and shown to sales without being theirs to change', async () => {
    const { key } = await add('company', 'rebate', 'number', { sensitivity: 'financial' });
    const sales = await cloud.as('sales');
    const company = await create('/companies', { name: 'Rebated' }, sales);
    const version = { 'if-match': '"1"' };
    const write = (client: ApiClient) =>
      client.send('PATCH', `/companies/${company.id}`, { body: { [key]: 1 }, headers: version });
    expectProblem(await write(sales), 'request.forbidden');
    const finance = await cloud.as('finance');
    expect((await write(finance)).body[key]).toBe(1);
    expect((await sales.send('GET', `/companies/${company.id}`)).body[key]).toBe(1);

    const { key: hidden } = await add('contact', 'score', 'number', { sensitivity: 'financial' });
    await create('/contacts', { name: 'Scored', [hidden]: 77 });
    const marketing = await cloud.as('marketing');
    const refused = await marketing.send('POST', '/contacts/exports', {
      body: { columns: ['name', hidden] },
    });
    expectProblem(refused, 'request.invalid');
    const all = (await exported('/contacts', { format: 'csv' }, marketing)).toString();
    expect(all).toContain('Scored');
    expect(all).not.toContain('77');
    const created = await marketing.send('POST', '/contacts', { body: { name: 'A', [hidden]: 1 } });
    expectProblem(created, 'request.invalid');
    expect(created.body.fields).toEqual([{ field: hidden, message: 'There is no such field.' }]);
  });

  it('that names a person names their successor when they leave', async () => {
    administrator = await stepUp(administrator, cloud.person('administrator').password);
    const { key } = await add('company', 'keeper', 'user');
    const person = { email: 'keeper@example.com', role: 'sales' } as const;
    const { userId } = await hire(cloud, administrator, person);
    const company = await create('/companies', { name: 'Kept Ltd', [key]: userId });
    const successorId = cloud.person('support').userId;
    const body = { reason: 'Leaves the company.', successorId };
    const started = await administrator.send('POST', `/users/${userId}/off-boarding`, { body });
    expect(started.status, started.text).toBe(202);
    await cloud.cloud.settle();
    const after = (await manager.send('GET', `/companies/${company.id}`)).body;
    expect([after[key], after.ownerId]).toEqual([successorId, company.ownerId]);
  });

  it('is hidden or locked by name, whatever its sensitivity', async () => {
    const { key } = await add('ticket', 'internal', 'text');
    const { headers, body } = await administrator.send('GET', '/roles/support');
    const grants = body.grants.map((grant: { object: string }) =>
      grant.object === 'ticket' ? { ...grant, hidden: [key] } : grant,
    );
    const changed = await administrator.send('PATCH', '/roles/support', {
      body: { grants },
      headers: { 'if-match': headers.get('etag') ?? '' },
    });
    expect(changed.status, changed.text).toBe(200);
    const ticket = await create('/tickets', { subject: 'Leak', [key]: 'ours' });
    expect((await support.send('GET', `/tickets/${ticket.id}`)).body).not.toHaveProperty(key);
    await administrator.send('POST', '/roles/support/reset');
    expect((await support.send('GET', `/tickets/${ticket.id}`)).body[key]).toBe('ours');
  });
});
