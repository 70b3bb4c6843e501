import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let manager: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  manager = await cloud.as('manager');
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

async function create(path: string, body: object, client = manager) {
  const answer = await client.send('POST', path, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const tagsOf = async (id: string, plural = 'companies') =>
  (await manager.send('GET', `/${plural}/${id}`)).body.tags;
async function listed(query: string, client = manager) {
  await cloud.cloud.settle();
  return (await client.send('GET', `/tags?${query}`)).body.tags;
}
async function run(path: string, body: object, client = manager) {
  const { status, body: job, text } = await client.send('POST', path, { body });
  expect(status, text).toBe(202);
  await cloud.cloud.settle();
  return (await client.send('GET', `/record-jobs/${job.id}`)).body;
}

describe('tags', () => {
  it('are kept once each, whatever width, case or spaces they were written with', async () => {
    const body = { name: 'Acme', tags: ['ＶＩＰ', 'vip', ' Key  account ', '重点客户'] };
    const { id } = await create('/companies', body);
    expect(await tagsOf(id)).toEqual(['VIP', 'Key account', '重点客户']);
  });

  it('are listed by object as people type, in any case', async () => {
    await create('/companies', { name: 'B', tags: ['Beta tester', 'beta two', 'Gamma'] });
    await create('/contacts', { name: 'C', tags: ['Beta contact'] });
    expect(await listed('object=company&q=BETA')).toEqual(['Beta tester', 'beta two']);
    expect(await listed('object=contact&q=beta')).toEqual(['Beta contact']);
    expect(await listed('object=company&q=zz')).toEqual([]);
    expect(await listed('object=company&q=be&limit=1')).toEqual(['Beta tester']);
  });

  it('AZ-10: of records that nobody may see are not listed to them', async () => {
    const administrator = await cloud.as('administrator');
    const sales = await cloud.as('sales');
    const path = '/roles/sales';
    const { body: role, headers } = await administrator.send('GET', path);
    const grants = role.grants.map((grant: { object: string }) =>
      grant.object === 'lead' ? { ...grant, scope: 'own' } : grant,
    );
    const request = { body: { grants }, headers: { 'if-match': headers.get('etag') ?? '' } };
    expect((await administrator.send('PATCH', path, request)).status).toBe(200);
    await create('/leads', { name: 'Foreign', tags: ['secret merger'] });
    await create('/leads', { name: 'Own', tags: ['seen'] }, sales);
    expect(await listed('object=lead', sales)).toEqual(['seen']);
    expect(await listed('object=lead')).toEqual(['secret merger', 'seen']);
    const support = await cloud.as('support');
    expectProblem(await support.send('GET', '/tags?object=lead'), 'request.forbidden');
    const wrong = await manager.send('GET', '/tags?object=company&field=name');
    expectProblem(wrong, 'request.invalid');
  });
});

describe('renaming a tag', () => {
  it('changes every record that has it, once, and the list', async () => {
    const one = await create('/tickets', { subject: 'One', tags: ['old', 'other'] });
    const both = await create('/tickets', { subject: 'Both', tags: ['OLD', 'New'] });
    const none = await create('/tickets', { subject: 'None', tags: ['other'] });
    const job = await run('/tag-renames', { object: 'ticket', tag: 'old', to: 'New' });
    expect(job).toMatchObject({ state: 'finished', changed: 2, refused: 0 });
    expect(await tagsOf(one.id, 'tickets')).toEqual(['New', 'other']);
    expect(await tagsOf(both.id, 'tickets')).toEqual(['New']);
    expect((await manager.send('GET', `/tickets/${none.id}`)).body.version).toBe(1);
    expect(await listed('object=ticket')).toEqual(['New', 'other']);
    const again = await run('/tag-renames', { object: 'ticket', tag: 'old', to: 'New' });
    expect(again).toMatchObject({ state: 'finished', changed: 0 });
  });

  it('takes more records than one page, and one request sent twice is one job', async () => {
    const records = Array.from({ length: 230 }, (_, at) => ({ name: `T ${at}`, tags: ['many'] }));
    await manager.send('POST', '/imports/records', { body: { object: 'lead', records } });
    const request = {
      body: { object: 'lead', tag: 'many', to: 'MANY' },
      headers: { 'idempotency-key': 'rename-many' },
    };
    const first = await manager.send('POST', '/tag-renames', request);
    const second = await manager.send('POST', '/tag-renames', request);
    expect(second.body.id).toBe(first.body.id);
    await cloud.cloud.settle();
    const { body } = await manager.send('GET', `/record-jobs/${first.body.id}`);
    expect(body).toMatchObject({ state: 'finished', refused: 0 });
    expect(await listed('object=lead&q=many')).toEqual(['MANY']);
    const { body: page } = await manager.send('GET', '/leads?limit=100&sort=createdAt');
    const tagged = page.items.filter(({ tags = [] }: { tags?: string[] }) => tags.includes('MANY'));
    expect(tagged.length).toBeGreaterThan(90);
    expect(tagged.every(({ version }: { version: number }) => version === 2)).toBe(true);
  });

  it('AZ-01: is for whoever may change all of the records', async () => {
    const sales = await cloud.as('sales');
    const body = { object: 'contact', tag: 'a', to: 'b' };
    expectProblem(await sales.send('POST', '/tag-renames', { body }), 'request.forbidden');
  });
});

it('removing a tag takes it from every record and from the list', async () => {
  const { id } = await create('/tasks', { subject: 'T', tags: ['gone'] });
  const job = await run('/tag-removals', { object: 'task', tag: 'GONE' });
  expect(job).toMatchObject({ state: 'finished', changed: 1 });
  expect(await tagsOf(id, 'tasks')).toBeUndefined();
  expect(await listed('object=task')).toEqual([]);
});

it('a whole list is put into a campaign, without those who want no mail', async () => {
  const marketing = await cloud.as('marketing');
  const { id } = await create('/campaigns', { name: 'Fair' }, marketing);
  for (const name of ['A', 'B', 'C']) await create('/contacts', { name, source: 'event' });
  await create('/contacts', { name: 'D', source: 'event', emailOptOut: true });
  await create('/contacts', { name: 'E', source: 'referral' });
  const path = `/campaigns/${id}/member-lists`;
  const body = { object: 'contact', filters: { source: 'event' } };
  const job = await run(path, body, marketing);
  expect(job).toMatchObject({ state: 'finished', changed: 3, refused: 1 });
  const { body: figures } = await marketing.send('GET', `/campaigns/${id}/figures`);
  expect(figures.members).toBe(3);
  const wrong = { object: 'contact', filters: { shoeSize: '44' } };
  expectProblem(await marketing.send('POST', path, { body: wrong }), 'request.invalid');
  expect(await run(path, body, marketing)).toMatchObject({ changed: 0 });
});

it('work on a list is its starter’s own, and what has ended cannot be stopped', async () => {
  const job = await run('/tag-removals', { object: 'deal', tag: 'none' });
  const other = await cloud.as('administrator');
  expectProblem(await other.send('GET', `/record-jobs/${job.id}`), 'request.not_found');
  const cancelled = await manager.send('POST', `/record-jobs/${job.id}/cancel`);
  expectProblem(cancelled, 'record_job.state_conflict');
  const { body } = await manager.send('GET', '/record-jobs');
  expect(body.jobs[0].id).toBe(job.id);
});
