import { afterAll, beforeAll, expect, test } from 'vitest';
import { addedField, addFields } from '#test/support/added-fields';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { hire } from '#test/support/people';
import { expectProblem, fieldsOf } from '#test/support/problem';
import { changesSince, stateOf } from '#test/support/state';

let cloud: TestCloud;
let administrator: ApiClient;
let sales: ApiClient;
let helper: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud({ runsSchedules: false });
  [administrator, sales] = await Promise.all([cloud.as('administrator'), cloud.as('sales')]);
  const added = [
    addedField('lead', 'c_region'),
    addedField('lead', 'c_alone'),
    addedField('company', 'c_region', { required: true }),
    addedField('company', 'c_rating', { kind: 'number', minimum: 1, maximum: 5, required: true }),
    addedField('contact', 'c_badge', { required: true, sensitivity: 'personal' }),
    addedField('deal', 'c_code', { required: true, unique: true }),
  ];
  await addFields(administrator, added);
  const grant = (object: string, more: object = {}) => ({
    object,
    actions: ['create', 'read', 'update'],
    scope: 'all',
    ...more,
  });
  const names = { en: 'Qualifier', zh: '筛选' };
  const grants = [
    grant('lead', { hidden: ['phone'] }),
    grant('company', { readOnly: ['c_rating'], hidden: ['industry'] }),
    grant('contact', { hidden: ['c_badge'], scope: 'own' }),
  ];
  await administrator.send('POST', '/roles', {
    body: { roleId: 'qualifier', names, grants, duties: [] },
  });
  const email = 'qualifier@example.com';
  helper = (await hire(cloud, administrator, { email, role: 'qualifier' })).client;
});
afterAll(() => cloud?.close());

let made = 0;
async function newLead(values: object = {}) {
  made += 1;
  const body = { name: `韩梅 ${made}`, companyName: `宁波海川 ${made}`, ...values };
  const answer = await sales.send('POST', '/leads', { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const preview = (id: string, query = '', client = sales) =>
  client.send('GET', `/leads/${id}/conversion${query}`);
const convert = (id: string, body: object = {}, client = sales) =>
  client.send('POST', `/leads/${id}/convert`, { body });
const read = async (path: string, client = sales) => (await client.send('GET', path)).body;

test('a preview says what would be made, which field goes where, what goes nowhere and what is missing', async () => {
  const lead = await newLead({ email: 'p1@haichuan.example', c_region: '华东', c_alone: '留下' });
  const before = await stateOf(cloud);
  const { status, body, text } = await preview(lead.id, '?deal=true');
  expect(status, text).toBe(200);
  expect(await changesSince(before, cloud)).toEqual([]);
  expect(
    body.records.map(({ object, outcome }: Record<string, string>) => [object, outcome]),
  ).toEqual([
    ['company', 'made'],
    ['contact', 'made'],
    ['deal', 'made'],
  ]);
  const [company, contact, deal] = body.records;
  expect(company.fields).toContainEqual({ from: 'companyName', to: 'name' });
  expect(company.fields).toContainEqual({ from: 'c_region', to: 'c_region' });
  expect(contact.fields).toContainEqual({ from: 'email', to: 'email' });
  expect(deal.fields).toEqual([{ from: 'ownerId', to: 'ownerId' }]);
  expect(body.notCarried).toEqual([{ field: 'c_alone', reason: 'no_target' }]);
  expect(body.missing).toEqual([
    { object: 'company', field: 'c_rating', place: 'values.company.c_rating' },
    { object: 'contact', field: 'c_badge', place: 'values.contact.c_badge' },
    { object: 'deal', field: 'c_code', place: 'values.deal.c_code' },
  ]);
  const without = (await preview(lead.id)).body;
  expect(without.records[2]).toMatchObject({ object: 'deal', outcome: 'not made' });
});

test('a conversion asks for what is missing, each by its place, and takes it with the request', async () => {
  const lead = await newLead();
  const before = await stateOf(cloud);
  const refused = await convert(lead.id, { deal: { name: '首单' } });
  expectProblem(refused, 'request.invalid');
  expect(fieldsOf(refused)).toEqual([
    'values.company.c_region',
    'values.company.c_rating',
    'values.contact.c_badge',
    'values.deal.c_code',
  ]);
  const contact = { c_badge: 'B-7' };
  const wrong = await convert(lead.id, {
    values: { company: { c_region: '', c_rating: 9, c_none: 'x' }, contact, deal: { c_code: 'x' } },
  });
  expectProblem(wrong, 'request.invalid');
  expect(new Set(fieldsOf(wrong))).toEqual(
    new Set([
      'values.company.c_region',
      'values.company.c_rating',
      'values.company.c_none',
      'values.deal',
    ]),
  );
  const shipped = await convert(lead.id, { values: { company: { name: 'Other' } } });
  expect(fieldsOf(shipped)[0]).toMatch(/^values\.company/);
  expect(await changesSince(before, cloud)).toEqual([]);

  const values = {
    company: { c_region: '华北', c_rating: 4 },
    contact,
    deal: { c_code: 'D-1' },
  };
  const { status, body, text } = await convert(lead.id, { deal: { name: '首单' }, values });
  expect(status, text).toBe(200);
  expect(await read(`/companies/${body.convertedCompanyId}`)).toMatchObject(values.company);
  expect(await read(`/contacts/${body.convertedContactId}`)).toMatchObject(contact);
  expect(await read(`/deals/${body.convertedDealId}`)).toMatchObject(values.deal);
  // Repeated it is answered as it is, and there is nothing left to see before.
  expect((await convert(lead.id)).body.convertedCompanyId).toBe(body.convertedCompanyId);
  expectProblem(await preview(lead.id), 'record.state_conflict');

  const again = await newLead();
  const taken = await convert(again.id, { deal: { name: '二单' }, values });
  expectProblem(taken, 'record.duplicate');
  expect(fieldsOf(taken)).toEqual(['c_code']);
  expect((await read(`/leads/${again.id}`)).status).toBe('new');
});

test('what the lead says counts where the request says nothing else', async () => {
  const values = { company: { c_rating: 1 }, contact: { c_badge: 'B-8' } };
  const one = await convert((await newLead({ c_region: '华东' })).id, { values });
  expect(await read(`/companies/${one.body.convertedCompanyId}`)).toMatchObject({
    c_region: '华东',
  });
  const other = await convert((await newLead({ c_region: '华东' })).id, {
    values: { ...values, company: { ...values.company, c_region: '华南' } },
  });
  expect(await read(`/companies/${other.body.convertedCompanyId}`)).toMatchObject({
    c_region: '华南',
  });
});

test('records that the lead may be about already are named, and nothing is asked for those that are used', async () => {
  const lead = await newLead({ email: 'known@haichuan.example', companyName: '青岛远航' });
  const create = async (path: string, body: object) => {
    const answer = await administrator.send('POST', path, { body });
    expect(answer.status, answer.text).toBe(201);
    return answer.body;
  };
  const company = await create('/companies', { name: '青岛远航', c_region: '山东', c_rating: 3 });
  const contact = await create('/contacts', {
    name: '老王',
    email: 'known@haichuan.example',
    c_badge: 'B-9',
  });
  await cloud.cloud.settle();
  const { body } = await preview(lead.id);
  expect(body.records[0].alike).toEqual([
    { field: 'name', isInTheWay: false, id: company.id, displayName: '青岛远航' },
  ]);
  expect(body.records[1].alike).toEqual([
    { field: 'email', isInTheWay: true, id: contact.id, displayName: '老王' },
  ]);
  const used = await preview(lead.id, `?companyId=${company.id}&contactId=${contact.id}`);
  expect(used.body).toMatchObject({
    records: [
      { outcome: 'known', id: company.id },
      { outcome: 'known', id: contact.id },
      { outcome: 'not made' },
    ],
    missing: [],
  });
  const ids = { companyId: company.id, contactId: contact.id };
  expect((await convert(lead.id, ids)).status).toBe(200);
  expectProblem(await preview(lead.id), 'record.state_conflict');
  expectProblem(await preview(lead.id, `?companyId=${lead.id}`), 'request.not_found');
});

test('AZ-05, AZ-07: preview and conversion ask, show and take what the role of their caller allows', async () => {
  const lead = await newLead({
    phone: '+8613800138000',
    industry: 'Machines',
    email: 'hidden@haichuan.example',
  });
  // Of another owner: not to be seen by somebody who sees their own contacts.
  const body = { name: 'Other', email: 'hidden@haichuan.example', c_badge: 'B-1' };
  expect((await administrator.send('POST', '/contacts', { body })).status).toBe(201);
  const seen = (await preview(lead.id, '', helper)).body;
  expect(seen.records[1].alike).toEqual([{ field: 'email', isInTheWay: true }]);
  expect(JSON.stringify(seen)).not.toMatch(/phone|industry|c_badge|c_rating/);
  expect(seen.missing).toEqual([
    { object: 'company', field: 'c_region', place: 'values.company.c_region' },
  ]);
  expectProblem(await preview(lead.id, '?deal=true', helper), 'request.forbidden');
  const send = (values: object) => convert(lead.id, { values }, helper);
  const locked = await send({ company: { c_region: '华东', c_rating: 2 } });
  expectProblem(locked, 'request.forbidden');
  expect(fieldsOf(locked)).toEqual(['values.company.c_rating']);
  const hidden = await send({ company: { c_region: '华东' }, contact: { c_badge: 'x' } });
  expectProblem(hidden, 'request.invalid');
  expect(fieldsOf(hidden)).toEqual(['values.contact.c_badge']);
  expectProblem(await preview(lead.id, '', await cloud.as('support')), 'request.forbidden');
});
