import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientOptions, output } from '#infra/example/organisation';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';

let cloud: TestCloud;
let manager: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  manager = await cloud.as('manager');
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

const create = async (body: object, path = '/contacts') => {
  const answer = await manager.send('POST', path, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
};
const start = (body: object = {}, client = manager, path = '/contacts/exports') =>
  client.send('POST', path, { body });
async function finished(id: string, client = manager) {
  await cloud.cloud.settle();
  return (await client.send('GET', `/exports/${id}`)).body;
}
async function fileOf(body: object, client = manager, path?: string): Promise<Buffer> {
  const started = await start(body, client, path);
  expect(started.status, started.text).toBe(202);
  const { link, state } = await finished(started.body.id, client);
  expect(state).toBe('finished');
  return Buffer.from(await (await fetch(link)).arrayBuffer());
}
const text = async (body: object, client?: ApiClient, path?: string) =>
  (await fileOf(body, client, path)).toString();

/** What spreadsheets run, and what looks like it (IMP-20, IMP-22). */
const hostile = [
  "=cmd|' /C calc'!A0",
  '+SUM(1)',
  '-2+3',
  '@now',
  "'=quoted",
  "''twice",
  '＝wide',
  'plain, "with" quotes',
  '<img onerror=alert(1)>',
];

describe('an export', () => {
  it('has every page, also where nobody has ever gone from one page of a list to the next', async () => {
    const records = Array.from({ length: 450 }, (_, row) => ({ name: `Company ${row}` }));
    const body = { object: 'company', records };
    expect((await manager.send('POST', '/imports/records', { body })).status).toBe(200);
    await cloud.cloud.settle();
    const csv = await text({ columns: ['name'] }, manager, '/companies/exports');
    expect(csv.trim().split('\r\n')).toHaveLength(1 + records.length);
  });

  it('has the rows and columns that were asked for, in the reader’s language', async () => {
    await create({ name: '王小明', email: 'wang@export.example', tags: ['VIP', '重点'] });
    await create({ name: 'Ann', email: 'ann@export.example', source: 'referral' });
    const csv = await text({ sort: 'name', columns: ['name', 'email', 'tags', 'source'] });
    expect(csv.split('\r\n')).toEqual([
      '\ufeff姓名,邮箱,标签,客户来源',
      'Ann,ann@export.example,,转介绍',
      '王小明,wang@export.example,VIP; 重点,',
      '',
    ]);
    const filtered = await text({ filters: { email: 'ann@export.example' }, columns: ['name'] });
    expect(filtered).toBe('\ufeff姓名\r\nAnn\r\n');
  });

  it('tells how far it is, and keeps to the one who started it', async () => {
    const { body } = await start();
    expect(body).toMatchObject({ state: 'queued', object: 'contact', rows: 0 });
    const done = await finished(body.id);
    expect(done).toMatchObject({ state: 'finished', rows: 2 });
    expect(done.bytes).toBeGreaterThan(10);
    expect((await manager.send('GET', '/exports')).body.items[0].id).toBe(body.id);
    const administrator = await cloud.as('administrator');
    expect((await administrator.send('GET', `/exports/${body.id}`)).status).toBe(404);
    const late = await manager.send('POST', `/exports/${body.id}/cancel`);
    expect(late.body.code).toBe('export.state_conflict');
  });

  it('is served as a file to keep, never as a page (IMP-25)', async () => {
    const { body } = await start();
    const { link } = await finished(body.id);
    const { headers } = await fetch(link);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="contact-/);
    expect(headers.get('content-type')).toBe('application/octet-stream');
  });

  it.each([
    ['an unknown column', { columns: ['shoeSize'] }],
    ['an unknown filter', { filters: { shoeSize: '43' } }],
    ['an unknown format', { format: 'pdf' }],
    ['no columns', { columns: [] }],
  ])('with %s is refused', async (_title, body) => {
    expect((await start(body)).body.code).toBe('request.invalid');
  });
});

describe('AZ-11: permission', () => {
  it('AZ-07: leaves out what the role may not see, as column and as filter', async () => {
    await create({ name: 'Acme', bankAccount: 'DE02120300000000202051' }, '/companies');
    const sales = await cloud.as('sales');
    const path = '/companies/exports';
    const asked = await start({ columns: ['name', 'bankAccount'] }, sales, path);
    expect(asked.body.fields).toEqual([expect.objectContaining({ field: 'columns.1' })]);
    const all = await text({}, sales, path);
    expect(all).not.toContain('DE0212');
    expect(await text({}, manager, path)).toContain('DE02120300000000202051');
  });

  it('has only records that may be exported, though more may be read', async () => {
    const sales = await cloud.as('sales');
    const s3 = new S3Client(clientOptions(cloud.deployment));
    const Bucket = output(cloud.deployment, 'FilesBucket');
    const Body = 'Name,Email\nNobody’s,nobody@export.example\n';
    await s3.send(new PutObjectCommand({ Bucket, Key: 'inbox/contacts/free.csv', Body }));
    await cloud.cloud.settle();
    const seen = await sales.send('GET', '/contacts?email=nobody@export.example');
    expect(seen.body.items).toHaveLength(1);
    await sales.send('POST', '/contacts', { body: { name: 'My own' } });
    const csv = await text({ columns: ['name'] }, sales);
    expect(csv).toContain('My own');
    expect(csv).not.toContain('Nobody’s');
    expect(await text({ columns: ['name'] })).toContain('Nobody’s');
  });

  it('AZ-01: is not there for roles that may not export', async () => {
    expect((await start({}, await cloud.as('support'))).status).toBe(403);
    expect((await cloud.anyone.send('POST', '/contacts/exports', { body: {} })).status).toBe(401);
  });
});

describe('IMP-20, IMP-22: what spreadsheets could run', () => {
  it('is inert in CSV and text in a workbook, and imports back byte for byte', async () => {
    for (const [at, name] of hostile.entries())
      await create({ name, email: `hostile-${at}@export.example`, phone: '+8613800138000' });
    const asked = { sort: 'name', columns: ['name', 'email', 'phone'] };
    const csv = await fileOf({ ...asked });
    for (const line of csv.toString().split('\r\n').slice(1)) expect(line).not.toMatch(/^[=+@-]/);

    const workbook = await fileOf({ ...asked, format: 'xlsx' });
    expect(workbook.subarray(0, 2).toString()).toBe('PK');

    const other = await bootCloud();
    try {
      const theirs = await other.as('manager');
      const s3 = new S3Client(clientOptions(other.deployment));
      const Bucket = output(other.deployment, 'FilesBucket');
      for (const [Key, Body] of [
        ['inbox/contacts/all.csv', csv],
        ['inbox/contacts/all.xlsx', workbook],
      ] as const)
        await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      await other.cloud.settle();
      const { items } = (await theirs.send('GET', '/imports')).body;
      expect(items).toHaveLength(2);
      const { id } = (await start(asked, theirs)).body;
      await other.cloud.settle();
      const { link } = (await theirs.send('GET', `/exports/${id}`)).body;
      const back = Buffer.from(await (await fetch(link)).arrayBuffer());
      expect(back.toString()).toBe(csv.toString());
      for (const each of items) expect(each.counts).toMatchObject({ failed: 0 });
    } finally {
      await other.close();
    }
  });
});

describe('activities and tasks', () => {
  it('are written with what they are about, and read back as the same', async () => {
    const contact = await create({ name: 'Kim', email: 'kim@related.example' });
    const order = await create({ status: 'draft' }, '/orders');
    const related = [
      { object: 'contact', id: contact.id },
      { object: 'order', id: order.id },
    ];
    await create({ subject: 'Call Kim', related }, '/tasks');
    const csv = await text({ columns: ['subject', 'related'] }, manager, '/tasks/exports');
    expect(csv).toContain(`Call Kim,联系人: ${contact.id}; 订单: ${order.id}`);
    const s3 = new S3Client(clientOptions(cloud.deployment));
    const Bucket = output(cloud.deployment, 'FilesBucket');
    const Body = csv.replace('Call Kim', 'Call Kim again');
    await s3.send(new PutObjectCommand({ Bucket, Key: 'inbox/tasks/back.csv', Body }));
    await cloud.cloud.settle();
    const timeline = await manager.send('GET', `/contacts/${contact.id}/timeline`);
    expect(timeline.text).toContain('Call Kim again');
    const { body } = await manager.send('GET', '/tasks');
    const again = body.items.find((task: { subject: string }) => task.subject === 'Call Kim again');
    expect(again.related).toEqual(related);
  });
});
