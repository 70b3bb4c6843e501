import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { hire } from '#test/support/people';
import { expectProblem } from '#test/support/problem';

let cloud: TestCloud;
let sales: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  sales = await cloud.as('sales');
});
afterAll(() => cloud?.close());

let made = 0;
async function newLead(values: object = {}) {
  made += 1;
  const body = {
    name: `李雷 ${made}`,
    companyName: '宁波海川机械有限公司',
    email: `lead-${made}@haichuan.example`,
    website: 'https://www.haichuan.example/cn',
    budget: { amount: 5_000_000, currency: 'CNY' },
    source: 'event',
    ...values,
  };
  const answer = await sales.send('POST', '/leads', { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

const convert = (id: string, body: object = {}) =>
  sales.send('POST', `/leads/${id}/convert`, { body });

test('a lead becomes a company, a contact and a deal with what it says', async () => {
  const lead = await newLead();
  expect(lead.status).toBe('new');
  const { status, body } = await convert(lead.id, { deal: { name: '首单' } });
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: 'converted', version: 2 });
  const read = async (path: string) => (await sales.send('GET', path)).body;
  expect(await read(`/companies/${body.convertedCompanyId}`)).toMatchObject({
    name: '宁波海川机械有限公司',
    domain: 'haichuan.example',
    ownerId: lead.ownerId,
  });
  expect(await read(`/contacts/${body.convertedContactId}`)).toMatchObject({
    name: lead.name,
    email: lead.email,
    companyId: body.convertedCompanyId,
  });
  expect(await read(`/deals/${body.convertedDealId}`)).toMatchObject({
    name: '首单',
    amount: { amount: 5_000_000, currency: 'CNY' },
    companyId: body.convertedCompanyId,
    contactId: body.convertedContactId,
    stage: 'qualification',
  });
});

test('API-09: converted twice, even at once, it is converted once', async () => {
  const lead = await newLead();
  const answers = await Promise.all(Array.from({ length: 6 }, () => convert(lead.id)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ body }) => body.convertedContactId)).size).toBe(1);
  const contacts = await sales.send('GET', `/contacts?email=${lead.email}`);
  expect(contacts.body.items).toHaveLength(1);
});

test('DATA-08: nothing is made when the person is a contact already, until that one is named', async () => {
  const lead = await newLead();
  const known = await sales.send('POST', '/contacts', {
    body: { name: 'Known', email: lead.email },
  });
  const refused = await convert(lead.id, { deal: { name: 'Never' } });
  expectProblem(refused, 'record.duplicate');
  expect(refused.body.conflictsWith).toBe(known.body.id);
  expect((await sales.send('GET', `/leads/${lead.id}`)).body.status).toBe('new');
  const { status, body } = await convert(lead.id, { contactId: known.body.id });
  expect(status).toBe(200);
  expect(body.convertedContactId).toBe(known.body.id);
});

test('an existing company is taken, and cannot be deleted from under the lead', async () => {
  const company = await sales.send('POST', '/companies', { body: { name: 'Acme' } });
  const lead = await newLead();
  const { body } = await convert(lead.id, { companyId: company.body.id });
  expect(body.convertedCompanyId).toBe(company.body.id);
  const manager = await cloud.as('manager');
  expectProblem(await manager.send('DELETE', `/companies/${company.body.id}`), 'record.in_use');
});

test('a lead goes its way, and a disqualified one is not converted', async () => {
  const lead = await newLead();
  const move = (status: string, reason?: string) =>
    sales.send('POST', `/leads/${lead.id}/status`, { body: { status, reason } });
  expect((await move('disqualified', '预算不足')).body).toMatchObject({
    status: 'disqualified',
    disqualifiedReason: '预算不足',
  });
  expectProblem(await convert(lead.id), 'record.state_conflict');
  expectProblem(await move('qualified'), 'record.state_conflict');
  expect((await move('working')).body).not.toHaveProperty('disqualifiedReason');
  expectProblem(await move('converted'), 'request.invalid');
});

test('AZ-07: whoever may not make contacts converts nothing', async () => {
  const lead = await newLead();
  const marketing = await cloud.as('marketing');
  expectProblem(
    await marketing.send('POST', `/leads/${lead.id}/convert`, { body: {} }),
    'request.forbidden',
  );
});

test('AZ-13: a lead shared to be edited is converted for its owner; one shared to be read is not', async () => {
  const administrator = await cloud.as('administrator');
  const grants = (['lead', 'company', 'contact', 'deal'] as const).map((object) => ({
    object,
    actions: ['create', 'read', 'update'],
    scope: 'own',
  }));
  const names = { en: 'Converter', zh: '转化' };
  await administrator.send('POST', '/roles', {
    body: { roleId: 'converter', names, grants, duties: [] },
  });
  const helper = await hire(cloud, administrator, {
    email: 'helper@example.com',
    role: 'converter',
  });
  const lead = await newLead();
  const share = (level: string) =>
    administrator.send('POST', '/shares', {
      body: { object: 'lead', recordId: lead.id, userId: helper.userId, level },
    });
  const attempt = () =>
    helper.client.send('POST', `/leads/${lead.id}/convert`, { body: { deal: { name: '首单' } } });

  expectProblem(await attempt(), 'request.not_found');
  await share('read');
  expectProblem(await attempt(), 'request.forbidden');
  await share('edit');
  const { status, body } = await attempt();
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: 'converted', ownerId: lead.ownerId });
  const company = await sales.send('GET', `/companies/${body.convertedCompanyId}`);
  expect(company.body.ownerId).toBe(lead.ownerId);
});
