import { afterAll, beforeAll, expect, test } from 'vitest';
import { addedField, addFields } from '#test/support/added-fields';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { hire } from '#test/support/people';
import { expectProblem, fieldsOf } from '#test/support/problem';

let cloud: TestCloud;
let administrator: ApiClient;
let sales: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  [administrator, sales] = await Promise.all([cloud.as('administrator'), cloud.as('sales')]);
  const added = [
    addedField('lead', 'c_region'),
    addedField('lead', 'c_need', { kind: 'longText' }),
    addedField('lead', 'c_secret', { sensitivity: 'financial' }),
    addedField('lead', 'c_alone'),
    addedField('contact', 'c_region'),
    addedField('contact', 'c_secret', { sensitivity: 'financial' }),
    addedField('company', 'c_area'),
    addedField('deal', 'c_need', { kind: 'longText' }),
    addedField('deal', 'c_count', { kind: 'number' }),
  ];
  await addFields(administrator, added);
});
afterAll(() => cloud?.close());

let made = 0;
async function newLead(values: object, client = sales) {
  made += 1;
  const body = { name: `韩梅 ${made}`, companyName: `宁波海川 ${made}`, ...values };
  const answer = await client.send('POST', '/leads', { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
async function convert(id: string, body: object = {}, client = sales) {
  const answer = await client.send('POST', `/leads/${id}/convert`, { body });
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}
const read = async (path: string, client = sales) => (await client.send('GET', path)).body;

async function say(fields: object[], client = administrator) {
  const { headers } = await administrator.send('GET', '/lead-conversion');
  return client.send('PUT', '/lead-conversion', {
    body: { fields },
    headers: { 'if-match': headers.get('etag') ?? '' },
  });
}

test('what administrators added to leads goes to the added fields of the same key, the rest is named', async () => {
  const values = { c_region: '华东', c_need: '三条\n产线', c_alone: '留下' };
  const lead = await newLead(values);
  const converted = await convert(lead.id, { deal: { name: '首单' } });
  expect(converted.notCarried).toEqual([{ field: 'c_alone', reason: 'no_target' }]);
  expect(converted).toMatchObject(values);
  expect(await read(`/contacts/${converted.convertedContactId}`)).toMatchObject({
    c_region: '华东',
  });
  expect(await read(`/deals/${converted.convertedDealId}`)).toMatchObject({ c_need: '三条\n产线' });
  const again = await convert(lead.id, { deal: { name: '首单' } });
  expect(again).toEqual(converted);

  const without = await convert((await newLead(values)).id);
  expect(without.notCarried).toEqual([
    { field: 'c_need', reason: 'record_not_made' },
    { field: 'c_alone', reason: 'no_target' },
  ]);
  expect(await read(`/leads/${without.id}`)).not.toHaveProperty('notCarried');
});

test('administrators say where an added field goes, from the next conversion on', async () => {
  const targets = [
    { object: 'company', field: 'c_area' },
    { object: 'contact', field: 'c_region' },
  ];
  const changed = await say([
    { field: 'c_region', targets },
    { field: 'c_need', targets: [] },
  ]);
  expect(changed.status, changed.text).toBe(200);
  expect(changed.body.fields).toContainEqual({ field: 'c_region', targets, isDefault: false });
  expect(await read('/lead-conversion', administrator)).toEqual(changed.body);
  const lead = await newLead({ c_region: '华南', c_need: '产线' });
  const converted = await convert(lead.id, { deal: { name: '首单' } });
  expect(converted.notCarried).toEqual([{ field: 'c_need', reason: 'no_target' }]);
  const companyPath = `/companies/${converted.convertedCompanyId}`;
  expect(await read(companyPath)).toMatchObject({ c_area: '华南' });
  const { entries } = await read('/audit?subject=settings', administrator);
  expect(entries[0]).toMatchObject({ action: 'settings.conversion_changed' });
  expect((await say([])).body.fields).toContainEqual({
    field: 'c_region',
    targets: [{ object: 'contact', field: 'c_region' }],
    isDefault: true,
  });
});

test('a mapping names fields that there are and that can take the values', async () => {
  const to = (object: string, key: string) => [{ object, field: key }];
  const refused = await say([
    { field: 'c_none', targets: [] },
    { field: 'c_alone', targets: to('deal', 'c_count') },
    { field: 'c_secret', targets: to('company', 'c_area') },
    { field: 'c_region', targets: to('contact', 'c_gone') },
  ]);
  expectProblem(refused, 'request.invalid');
  expect(fieldsOf(refused)).toEqual([
    'fields.0.field',
    'fields.1.targets.0',
    'fields.2.targets.0',
    'fields.3.targets.0',
  ]);
  const twice = await say([
    { field: 'c_alone', targets: to('company', 'c_area') },
    { field: 'c_region', targets: to('company', 'c_area') },
  ]);
  expect(fieldsOf(twice)).toEqual(['fields.1.targets.0']);
  const stale = await administrator.send('PUT', '/lead-conversion', {
    body: { fields: [] },
    headers: { 'if-match': '"0"' },
  });
  expectProblem(stale, 'record.version_conflict');
  expectProblem(await say([], sales), 'request.forbidden');
  expectProblem(await sales.send('GET', '/lead-conversion'), 'request.forbidden');
});

test('AZ-05: a conversion takes nothing across that its caller may not read or not write', async () => {
  const grant = (object: string, more: object = {}) => ({
    object,
    actions: ['create', 'read', 'update'],
    scope: 'all',
    ...more,
  });
  const names = { en: 'Qualifier', zh: '筛选' };
  const grants = [
    grant('lead', { hidden: ['c_secret'] }),
    grant('company'),
    grant('contact', { readOnly: ['c_region'] }),
  ];
  await administrator.send('POST', '/roles', {
    body: { roleId: 'qualifier', names, grants, duties: [] },
  });
  const helper = await hire(cloud, administrator, {
    email: 'qualifier@example.com',
    role: 'qualifier',
  });
  const lead = await newLead({ c_region: '华北', c_secret: '6222' }, administrator);
  const converted = await convert(lead.id, {}, helper.client);
  expect(converted.notCarried).toEqual([{ field: 'c_region', reason: 'not_permitted' }]);
  const contact = await read(`/contacts/${converted.convertedContactId}`, administrator);
  expect(contact).not.toHaveProperty('c_region');
  expect(contact).not.toHaveProperty('c_secret');
  expect(await read(`/leads/${lead.id}`, administrator)).toMatchObject({ c_secret: '6222' });
});
