import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { stepUp } from '#test/support/people';
import { expectProblem, fieldsOf } from '#test/support/problem';

let cloud: TestCloud;
let administrator: ApiClient;
let sales: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  [administrator, sales] = await Promise.all([cloud.as('administrator'), cloud.as('sales')]);
});
afterAll(() => cloud?.close());

let count = 0;
/** A field with a key and labels of its own. */
function fieldOf(object: string, kind: string, more: object = {}) {
  count += 1;
  const labels = { en: `Field ${count}`, zh: `字段 ${count}` };
  return { object, key: `c_field_${count}`, kind, labels, ...more };
}

async function add(object: string, kind: string, more: object = {}) {
  const body = fieldOf(object, kind, more);
  const answer = await administrator.send('POST', '/custom-fields', { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

async function change(fieldId: string, body: object) {
  const path = `/custom-fields/${fieldId}`;
  const version = (await administrator.send('GET', path)).headers.get('etag') ?? '';
  return administrator.send('PATCH', path, { body, headers: { 'if-match': version } });
}

async function retire(fieldId: string) {
  administrator = await stepUp(administrator, cloud.person('administrator').password);
  return administrator.send('POST', `/custom-fields/${fieldId}/retire`);
}

const restore = (fieldId: string) =>
  administrator.send('POST', `/custom-fields/${fieldId}/restore`);

const choices = [
  { code: 'east', labels: { en: 'East', zh: '华东' } },
  { code: 'south', labels: { en: 'South', zh: '华南' } },
];

async function newCompany(values: object = {}, client = sales) {
  count += 1;
  const answer = await client.send('POST', '/companies', {
    body: { name: `Company ${count}`, ...values },
  });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

async function patchCompany(id: string, body: object, client = sales) {
  const version = (await client.send('GET', `/companies/${id}`)).headers.get('etag') ?? '';
  return client.send('PATCH', `/companies/${id}`, { body, headers: { 'if-match': version } });
}

describe('a field that an administrator adds', () => {
  it('is there from the next request on: created with, read, changed, emptied and filtered by', async () => {
    const { key, fieldId } = await add('company', 'choice', { choices });
    const made = await newCompany({ [key]: 'east' });
    expect(made[key]).toBe('east');
    const read = await sales.send('GET', `/companies/${made.id}`);
    expect(read.body[key]).toBe('east');
    const other = await newCompany({ [key]: 'south' });
    const listed = await sales.send('GET', `/companies?${key}=east`);
    expect(listed.body.items.map(({ id }: { id: string }) => id)).toEqual([made.id]);
    expect((await patchCompany(other.id, { [key]: null })).body).not.toHaveProperty(key);
    const changed = await patchCompany(other.id, { [key]: 'east' });
    expect(changed.body[key]).toBe('east');
    const { items } = (await sales.send('GET', `/companies/${other.id}/changes`)).body;
    expect(items[0].values[key]).toEqual({ to: 'east' });
    expect(fieldId).toBe(`company~${key}`);
  });

  it('is described to whoever may see it', async () => {
    const { key } = await add('deal', 'number', { minimum: 0, maximum: 5, integer: true });
    const { body, headers } = await sales.send('GET', '/objects/deal');
    const field = body.fields.find(({ name }: { name: string }) => name === key);
    expect(field).toMatchObject({
      custom: true,
      kind: 'number',
      minimum: 0,
      maximum: 5,
      filterable: true,
      writable: true,
    });
    expect(headers.get('etag')).toBe(`"${body.version}"`);
    expectProblem(await sales.send('GET', '/objects/nothing'), 'request.not_found');
  });

  it('takes what its kind takes and says what is wrong by its name', async () => {
    const { key } = await add('company', 'number', { minimum: 1 });
    for (const value of [0, 'many', null, { amount: 1 }]) {
      const answer = await sales.send('POST', '/companies', { body: { name: 'A', [key]: value } });
      expectProblem(answer, 'request.invalid');
      expect(fieldsOf(answer)).toEqual([key]);
    }
    const unknown = await sales.send('POST', '/companies', { body: { name: 'A', c_nothing: 1 } });
    expectProblem(unknown, 'request.invalid');
    expect(fieldsOf(unknown)).toEqual(['c_nothing']);
    const filtered = await sales.send('GET', '/companies?c_nothing=1');
    expectProblem(filtered, 'request.invalid');
    expect(fieldsOf(filtered)).toEqual(['c_nothing']);
  });

  it('is asked of new records once it is required', async () => {
    const { key, fieldId } = await add('campaign', 'text');
    const marketing = await cloud.as('marketing');
    const send = (body: object) => marketing.send('POST', '/campaigns', { body });
    expect((await send({ name: 'Spring' })).status).toBe(201);
    expect((await change(fieldId, { required: true })).status).toBe(200);
    const refused = await send({ name: 'Summer' });
    expectProblem(refused, 'request.invalid');
    expect(fieldsOf(refused)).toEqual([key]);
    expect((await send({ name: 'Summer', [key]: 'A' })).status).toBe(201);
    expect((await change(fieldId, { required: false })).status).toBe(200);
  });

  it('keeps a value with one record where it is unique, through retirement too', async () => {
    const { key, fieldId } = await add('company', 'text', { unique: true });
    const holder = await newCompany({ [key]: 'A-1' });
    const send = () => sales.send('POST', '/companies', { body: { name: 'B', [key]: ' A-1' } });
    const refused = await send();
    expectProblem(refused, 'record.duplicate');
    expect(refused.body.conflictsWith).toBe(holder.id);
    const found = await sales.send('GET', `/companies?${key}=A-1`);
    expect(found.body.items).toHaveLength(1);
    await retire(fieldId);
    expect((await patchCompany(holder.id, { city: 'Ulm' })).status).toBe(200);
    await restore(fieldId);
    expectProblem(await send(), 'record.duplicate');
  });

  it('disappears when it is retired and comes back with its values', async () => {
    const { key, fieldId } = await add('company', 'text');
    const made = await newCompany({ [key]: 'kept' });
    expect((await retire(fieldId)).body.retired).toBe(true);
    expect((await sales.send('GET', `/companies/${made.id}`)).body).not.toHaveProperty(key);
    const changes = await sales.send('GET', `/companies/${made.id}/changes`);
    expect(changes.text).not.toContain(key);
    const refused = await patchCompany(made.id, { [key]: 'new' });
    expectProblem(refused, 'request.invalid');
    expect((await patchCompany(made.id, { city: 'Ulm' })).status).toBe(200);
    expect((await restore(fieldId)).body.retired).toBe(false);
    expect((await sales.send('GET', `/companies/${made.id}`)).body[key]).toBe('kept');
  });

  it('lets records keep a choice that is retired, and offers it to no other', async () => {
    const { key, fieldId } = await add('company', 'choice', { choices });
    const made = await newCompany({ [key]: 'east' });
    const { body } = await change(fieldId, { choices: choices.slice(1) });
    expect(body.choices).toContainEqual({ ...choices[0], retired: true });
    expect((await sales.send('GET', `/companies/${made.id}`)).body[key]).toBe('east');
    const refused = await sales.send('POST', '/companies', { body: { name: 'A', [key]: 'east' } });
    expect(fieldsOf(refused)).toEqual([key]);
    const listed = await sales.send('GET', `/companies?${key}=east`);
    expect(listed.body.items).toHaveLength(1);
  });

  it('keeps what it refers to from being deleted', async () => {
    const { key } = await add('lead', 'reference', { refersTo: 'ticket' });
    const ticket = await administrator.send('POST', '/tickets', { body: { subject: 'Broken' } });
    const lead = await administrator.send('POST', '/leads', {
      body: { name: 'Li', [key]: ticket.body.id },
    });
    expect(lead.status, lead.text).toBe(201);
    const remove = () => administrator.send('DELETE', `/tickets/${ticket.body.id}`);
    expectProblem(await remove(), 'record.in_use');
    await administrator.send('DELETE', `/leads/${lead.body.id}`);
    expect((await remove()).status).toBe(204);
    const gone = await administrator.send('POST', '/leads', {
      body: { name: 'Li', [key]: ticket.body.id },
    });
    expectProblem(gone, 'record.reference_missing');
  });
});

describe('the administration of fields', () => {
  it('is the administrators’ alone, and retiring asks who they are once more', async () => {
    const { fieldId } = await add('company', 'text');
    const manager = await cloud.as('manager');
    for (const client of [sales, manager]) {
      expectProblem(await client.send('GET', '/custom-fields'), 'request.forbidden');
      const body = fieldOf('company', 'text');
      expectProblem(await client.send('POST', '/custom-fields', { body }), 'request.forbidden');
    }
    const later = await cloud.as('administrator');
    await cloud.cloud.clock.advance(6 * 60_000);
    const refused = await later.send('POST', `/custom-fields/${fieldId}/retire`);
    expectProblem(refused, 'auth.step_up_required');
  });

  it('refuses what does not go together', async () => {
    const bad = [
      ['choices', fieldOf('company', 'choice')],
      ['choices', fieldOf('company', 'text', { choices })],
      ['choices', fieldOf('company', 'choice', { choices: [choices[0], choices[0]] })],
      ['refersTo', fieldOf('company', 'reference')],
      ['refersTo', fieldOf('company', 'reference', { refersTo: 'task' })],
      ['unique', fieldOf('company', 'boolean', { unique: true })],
      ['searchable', fieldOf('company', 'money', { searchable: true })],
      ['maximum', fieldOf('company', 'number', { minimum: 2, maximum: 1 })],
      ['maxLength', fieldOf('company', 'number', { maxLength: 10 })],
      ['key', fieldOf('company', 'text', { key: 'name' })],
      ['key', fieldOf('company', 'text', { key: 'c_Bad' })],
      ['kind', fieldOf('company', 'rows')],
      ['labels.en', fieldOf('company', 'text', { labels: { en: '!', zh: '字' } })],
    ] as const;
    for (const [field, body] of bad) {
      const answer = await administrator.send('POST', '/custom-fields', { body });
      expectProblem(answer, 'request.invalid');
      expect(fieldsOf(answer)).toEqual([field]);
    }
  });

  it('takes no key and no label twice, so that files can be told by their headers', async () => {
    const { key, labels } = await add('contact', 'text');
    const send = (body: object) => administrator.send('POST', '/custom-fields', { body });
    expectProblem(await send(fieldOf('contact', 'text', { key })), 'field.exists');
    expectProblem(await send(fieldOf('contact', 'text', { labels })), 'field.label_taken');
    const shipped = { en: 'E-mail', zh: '职务名' };
    expectProblem(await send(fieldOf('contact', 'text', { labels: shipped })), 'field.label_taken');
    expect((await send(fieldOf('lead', 'text', { key, labels }))).status).toBe(201);
  });

  it('changes the version that was read only, and notes who did what', async () => {
    const { fieldId, key } = await add('company', 'text');
    const stale = await administrator.send('PATCH', `/custom-fields/${fieldId}`, {
      body: { required: false },
      headers: { 'if-match': '"1"' },
    });
    expectProblem(stale, 'record.version_conflict');
    expectProblem(
      await administrator.send('GET', '/custom-fields/company~c_nothing'),
      'request.not_found',
    );
    const { entries } = (await administrator.send('GET', '/audit?subject=settings')).body;
    expect(entries[0]).toMatchObject({
      action: 'settings.field_added',
      subjectIds: ['company'],
      fields: [key],
      by: cloud.person('administrator').userId,
    });
  });
});
