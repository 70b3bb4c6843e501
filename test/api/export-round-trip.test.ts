import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clientOptions, output } from '#infra/example/organisation';
import { fieldsOf, type NamedField } from '#shared/objects/define-object';
import { type ObjectName, objectNames } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';

let cloud: TestCloud;
let administrator: ApiClient;
let manager: ApiClient;

const added = ['longText', 'money', 'dateTime', 'choice', 'tags'] as const;
const choices = [
  { code: 'red', labels: { en: 'Red', zh: '红' } },
  { code: 'blue', labels: { en: 'Blue', zh: '蓝' } },
];

beforeAll(async () => {
  cloud = await bootCloud();
  [administrator, manager] = await Promise.all([cloud.as('administrator'), cloud.as('manager')]);
  for (const object of objectNames) {
    await cloud.cloud.clock.advance(2_000);
    for (const kind of added) {
      const labels = { en: `Added ${kind}`, zh: `新增 ${kind}` };
      const more = kind === 'choice' ? { choices } : {};
      const body = { object, key: `c_${kind.toLowerCase()}`, kind, labels, ...more };
      const answer = await administrator.send('POST', '/custom-fields', { body });
      expect(answer.status, answer.text).toBe(201);
    }
  }
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

/** What is awkward in files: formulas, quotes, separators, lines, digits that are text. */
const awkward = (name: string) => `=1+1 "${name}", 王; 007`;

/** References that a record has are given by its test. */
function valueFor(object: ObjectName, { name, ...field }: NamedField, mark: string): unknown {
  switch (field.kind) {
    case 'text': {
      if (field.form === 'recurrence') return 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20991231';
      const text = field.unique ? `${object}-${name}-${mark}` : awkward(name);
      return text.slice(0, field.maxLength ?? 200);
    }
    case 'longText':
      return `${awkward(name)}\n第二行\n-3`;
    case 'email':
      return `${object}.${mark}@round.example`;
    case 'phone':
      return '+8613800138000';
    case 'url':
      return 'https://www.round.example/a?b=1,2&c=%E4%BD%A0';
    case 'number':
      return field.integer ? 12 : 12.5;
    case 'money':
      return { amount: -123_456, currency: 'JPY' };
    case 'date':
      return '2026-02-03';
    case 'dateTime':
      return '2026-02-03T04:05:06.000Z';
    case 'boolean':
      return true;
    case 'tags':
      return ['重点', 'VIP 2'];
    case 'choice':
      return field.choices[1]?.code;
    default:
      return undefined;
  }
}

const more: Readonly<Record<ObjectName, () => Promise<object>>> = {
  company: async () => ({}),
  contact: async () => ({ companyId: await parent('company') }),
  lead: async () => ({ campaignId: await parent('campaign') }),
  deal: async () => ({
    companyId: await parent('company'),
    contactId: await parent('contact'),
    stage: 'won',
    pipeline: 'sales',
  }),
  order: async () => ({
    companyId: await parent('company'),
    status: 'draft',
    currency: undefined,
    lines: [
      {
        product: awkward('pump'),
        quantity: 2.5,
        unitPrice: { amount: 1_999, currency: 'JPY' },
        discountPercent: 5,
        taxPercent: 13,
      },
      { product: '阀门', sku: '007', quantity: 1, unitPrice: { amount: 5, currency: 'JPY' } },
    ],
  }),
  ticket: async () => ({ contactId: await parent('contact'), status: 'open' }),
  campaign: async () => ({ startsOn: '2026-02-01', endsOn: '2026-03-01' }),
  activity: async () => ({
    related: [
      { object: 'contact', id: await parent('contact') },
      { object: 'company', id: await parent('company') },
    ],
  }),
  task: async () => ({
    related: [{ object: 'company', id: await parent('company') }],
    seriesStart: '2026-01-02T04:05:06.000Z',
    status: 'done',
    completedAt: '2026-02-04T00:00:00.000Z',
  }),
};

const parents = new Map<string, string>();
async function parent(object: ObjectName): Promise<string> {
  const known = parents.get(object);
  if (known !== undefined) return known;
  const { status, body, text } = await manager.send('POST', `/${objects[object].plural}`, {
    body: { name: `Parent ${object}` },
  });
  expect(status, text).toBe(201);
  parents.set(object, body.id);
  return body.id;
}

async function exported(object: ObjectName, body: object): Promise<Buffer> {
  const path = `/${objects[object].plural}/exports`;
  const started = await manager.send('POST', path, { body });
  expect(started.status, started.text).toBe(202);
  await cloud.cloud.settle();
  const { state, link } = (await manager.send('GET', `/exports/${started.body.id}`)).body;
  expect(state).toBe('finished');
  return Buffer.from(await (await fetch(link)).arrayBuffer());
}

async function drop(object: ObjectName, file: Buffer, name: string): Promise<void> {
  const s3 = new S3Client(clientOptions(cloud.deployment));
  const Bucket = output(cloud.deployment, 'FilesBucket');
  const Key = `inbox/${objects[object].plural}/${name}`;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: file }));
  await cloud.cloud.settle();
}

/** What runs from when a record arrived. */
const ofTheirTime: ReadonlySet<string> = new Set(['firstResponseDueAt', 'resolutionDueAt']);

const isCustom = ({ custom }: { readonly custom: boolean }) => custom;

async function made(object: ObjectName, mark: string, added: readonly NamedField[]) {
  const shipped = fieldsOf(objects[object]).filter(({ managed }) => managed !== true);
  const values = [...shipped, ...added].map((field) => [field.name, valueFor(object, field, mark)]);
  const body = { ...Object.fromEntries(values), ...(await more[object]()) };
  const answer = await manager.send('POST', `/${objects[object].plural}`, { body });
  expect(answer.status, answer.text).toBe(201);
  if (object === 'order') await paid(answer.body.id);
}

async function paid(id: string): Promise<void> {
  await manager.send('POST', `/orders/${id}/status`, { body: { status: 'confirmed' } });
  for (const amount of [400_000, -5_000]) {
    const body = { amount: { amount, currency: 'JPY' }, paidOn: '2026-02-05', method: '=SUM(1)' };
    const answer = await manager.send('POST', `/orders/${id}/payments`, { body });
    expect(answer.status, answer.text).toBe(200);
  }
}

async function emptied(object: ObjectName): Promise<void> {
  const { plural } = objects[object];
  const { items } = (await manager.send('GET', `/${plural}`)).body;
  for (const { id } of items)
    if (!parents.has(object) || parents.get(object) !== id)
      expect((await manager.send('DELETE', `/${plural}/${id}`)).status).toBe(204);
  await cloud.cloud.settle();
}

test.each(objectNames)('every %s that is exported comes back as it was', async (object) => {
  const { fields } = (await administrator.send('GET', `/objects/${object}`)).body;
  const added: NamedField[] = fields.filter(isCustom);
  expect(added).toHaveLength(5);
  for (const mark of ['one', 'two']) await made(object, mark, added);
  const names: string[] = fields.map(({ name }: NamedField) => name);
  const columns = names.filter((name) => !ofTheirTime.has(name));
  const sort = 'createdAt';
  const file = await exported(object, { sort, columns });
  const workbook = await exported(object, { sort, columns, format: 'xlsx' });
  for (const line of file.toString().split('\r\n').slice(1)) expect(line).not.toMatch(/^[=+@-]/);
  await emptied(object);
  await drop(object, file, 'back.csv');
  expect((await exported(object, { sort, columns })).toString()).toBe(file.toString());
  await emptied(object);
  await drop(object, workbook, 'back.xlsx');
  expect((await exported(object, { sort, columns })).toString()).toBe(file.toString());
});

test('an import keeps to what the state of an order has frozen, and to the steps that change it', async () => {
  const { items } = (await manager.send('GET', '/orders?status=confirmed')).body;
  const [order] = items;
  const lines = [{ product: 'Gift', quantity: 1, unitPrice: { amount: 1, currency: 'JPY' } }];
  const send = async (record: object) => {
    const options = { existing: 'overwrite', missing: 'create', createRelated: false };
    const body = { object: 'order', options, records: [record] };
    const answer = await manager.send('POST', '/imports/records', { body });
    expect(answer.status, answer.text).toBe(200);
    return answer.body.results[0];
  };
  const { number } = order;
  expect(await send({ number, lines, description: 'X' })).toMatchObject({
    outcome: 'failed',
    reason: { code: 'row.frozen' },
  });
  expect(await send({ number, status: 'draft', description: 'X' })).toMatchObject({
    outcome: 'failed',
    reason: { code: 'cell.kept-by-product' },
  });
  const said = { number, status: 'confirmed', lines: order.lines, description: 'From elsewhere' };
  expect(await send(said)).toMatchObject({ outcome: 'updated' });
  const after = (await manager.send('GET', `/orders/${order.id}`)).body;
  expect(after).toMatchObject({
    ...{ status: 'confirmed', lines: order.lines, description: 'From elsewhere' },
    version: order.version + 1,
  });
  const mixed = { number: 'MIX-1', lines, discount: { amount: 3, currency: 'USD' } };
  expect(await send(mixed)).toMatchObject({ outcome: 'failed', reason: { code: 'row.clash' } });
});
