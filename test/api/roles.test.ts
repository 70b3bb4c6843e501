import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { type Hired, hire } from '#test/support/people';
import { expectProblem, fieldsOf } from '#test/support/problem';
import { changesSince, stateOf } from '#test/support/state';

let cloud: TestCloud;
let administrator: ApiClient;
let support: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud({ runsSchedules: false });
  [administrator, support] = await Promise.all([cloud.as('administrator'), cloud.as('support')]);
});

afterAll(() => cloud?.close());

const names = { en: 'Field sales', zh: '外勤销售' };
const reading = { object: 'contact', actions: ['read'], scope: 'all' };
const create = (roleId: string, body: object = {}, client = administrator) =>
  client.send('POST', '/roles', { body: { roleId, names, ...body } });

async function change(roleId: string, body: object, client = administrator) {
  const { headers } = await administrator.send('GET', `/roles/${roleId}`);
  const version = headers.get('etag') ?? '';
  return client.send('PATCH', `/roles/${roleId}`, { body, headers: { 'if-match': version } });
}

async function give(userId: string, role: string, client = administrator) {
  const version = (await administrator.send('GET', `/users/${userId}`)).headers.get('etag') ?? '';
  const headers = { 'if-match': version };
  return client.send('PATCH', `/users/${userId}`, { body: { role }, headers });
}

async function remove(roleId: string) {
  const version = (await administrator.send('GET', `/roles/${roleId}`)).headers.get('etag') ?? '';
  return administrator.send('DELETE', `/roles/${roleId}`, { headers: { 'if-match': version } });
}

let hired = 0;
function newcomer(role: string): Promise<Hired> {
  hired += 1;
  return hire(cloud, administrator, { email: `newcomer-${hired}@example.com`, role });
}

describe('roles', () => {
  it('list what ships, with who has it', async () => {
    const { body } = await administrator.send('GET', '/roles');
    const sales = body.roles.find(({ roleId }: { roleId: string }) => roleId === 'sales');
    expect(sales).toMatchObject({ isShipped: true, asShipped: true, version: 0, holders: 1 });
    expect(body.roles).toHaveLength(7);
  });

  it('are made as a copy, renamed, given, taken and removed once nobody has them', async () => {
    const made = await create('field-sales', { copyOf: 'sales', mfaRequired: true });
    expect(made.body).toMatchObject({ version: 1, mfaRequired: true, holders: 0, names });
    expect(made.body.grants).toEqual((await administrator.send('GET', '/roles/sales')).body.grants);
    const renamed = await change('field-sales', { names: { en: 'Field', zh: '外勤' } });
    expect(renamed.body).toMatchObject({ version: 2, names: { en: 'Field' } });

    const { userId } = await newcomer('field-sales');
    expect((await administrator.send('GET', '/roles/field-sales')).body.holders).toBe(1);
    expectProblem(await remove('field-sales'), 'role.in_use');
    expect((await give(userId, 'read-only')).status).toBe(200);
    expect((await remove('field-sales')).status).toBe(204);
    expectProblem(await administrator.send('GET', '/roles/field-sales'), 'request.not_found');
    expectProblem(await give(userId, 'field-sales'), 'role.unknown');
    expectProblem(await create('field-sales'), 'role.exists');
  });

  it('API-08: lose no update when two administrators change them at once', async () => {
    await create('contested');
    const send = (body: object) =>
      administrator.send('PATCH', '/roles/contested', { body, headers: { 'if-match': '"1"' } });
    const [a, b] = await Promise.all([
      send({ mfaRequired: true }),
      send({ names: { en: 'B', zh: 'B' } }),
    ]);
    expect([a.status, b.status].sort()).toEqual([200, 412]);
    expect((await administrator.send('GET', '/roles/contested')).body.version).toBe(2);
  });

  it('AUTH-20: hold from the next request of every holder on', async () => {
    await create('visitor', { grants: [reading] });
    const { client } = await newcomer('visitor');
    const create1 = () => client.send('POST', '/contacts', { body: { name: 'Ann Smith' } });
    expectProblem(await create1(), 'request.forbidden');
    const actions = ['read', 'create'];
    await change('visitor', { grants: [{ ...reading, actions }] });
    expect((await create1()).status).toBe(201);
    await change('visitor', { grants: [] });
    expectProblem(await client.send('GET', '/contacts'), 'request.forbidden');
    expectProblem(await create1(), 'request.forbidden');
  });

  it('AZ-07: hide a field from the next request on, also of a shipped role', async () => {
    const made = await administrator.send('POST', '/contacts', {
      body: { name: 'Bo Long', phone: '+8613800138000' },
    });
    const path = `/contacts/${made.body.id}`;
    expect((await support.send('GET', path)).body.phone).toBeDefined();
    const { body } = await administrator.send('GET', '/roles/support');
    const grants = body.grants.map((grant: { object: string }) =>
      grant.object === 'contact' ? { ...grant, hidden: ['phone'] } : grant,
    );
    await change('support', { grants });
    expect((await support.send('GET', path)).body).not.toHaveProperty('phone');
    const headers = { 'if-match': '"1"' };
    const refused = await support.send('PATCH', path, { body: { phone: '+861390000' }, headers });
    expectProblem(refused, 'request.forbidden');
    expect(fieldsOf(refused)).toEqual(['phone']);

    const reset = await administrator.send('POST', '/roles/support/reset');
    expect(reset.body).toMatchObject({ asShipped: true, version: 2 });
    expect((await support.send('GET', path)).body.phone).toBeDefined();
  });
});

describe('what roles cannot be made to be', () => {
  it.each([
    [
      'a field that is not there',
      { grants: [{ ...reading, hidden: ['salary'] }] },
      'grants.0.hidden.0',
    ],
    [
      'a prototype key as field',
      { grants: [{ ...reading, readOnly: ['__proto__'] }] },
      'grants.0.readOnly.0',
    ],
    [
      'changing what cannot be read',
      { grants: [{ ...reading, actions: ['update'] }] },
      'grants.0.actions',
    ],
    ['an unknown duty', { duties: ['world.rule'] }, 'duties.0'],
    ['an unknown object', { grants: [{ ...reading, object: 'secret' }] }, 'grants.0.object'],
    ['AZ-05: a version of the caller’s choice', { version: 9 }, 'version'],
  ])('%s', async (_, body, field) => {
    const answer = await create('faulty', body);
    expectProblem(answer, 'request.invalid');
    expect(fieldsOf(answer)).toContain(field);
  });

  it('administrators who cannot manage people and roles any more', async () => {
    const before = await stateOf(cloud);
    for (const duty of ['users.manage', 'roles.manage'])
      expectProblem(await change('administrator', { duties: [duty] }), 'role.essential');
    expectProblem(await remove('administrator'), 'role.shipped');
    expect(await changesSince(before, cloud)).toEqual([]);
  });

  it('AZ-13: above one’s own rights, by editing, making, inviting or giving', async () => {
    await create('people-office', {
      grants: [reading],
      duties: ['users.manage', 'roles.read', 'roles.manage'],
    });
    const { client, userId } = await newcomer('people-office');
    const before = await stateOf(cloud);
    expectProblem(await create('more', { copyOf: 'manager' }, client), 'role.above_own');
    expectProblem(await change('sales', { duties: [] }, client), 'role.above_own');
    expectProblem(
      await change('people-office', { duties: ['audit.read'] }, client),
      'role.above_own',
    );
    expectProblem(await change('people-office', { duties: [] }, client), 'role.own');
    expectProblem(await give(userId, 'administrator', client), 'user.own_account');
    const { userId: other } = cloud.person('read-only');
    expectProblem(await give(other, 'administrator', client), 'role.above_own');
    const body = { email: 'friend@example.com', name: 'Jo Winter', role: 'administrator' };
    expectProblem(await client.send('POST', '/users', { body }), 'role.above_own');
    expectProblem(await client.send('POST', '/roles/manager/reset'), 'role.above_own');
    expect(await changesSince(before, cloud)).toEqual([]);
    expect((await create('less', { grants: [reading] }, client)).status).toBe(201);
  });

  it('AZ-13: nor open added fields that the giver is not shown, renamed or taken out meanwhile', async () => {
    const fieldId = 'contact~c_margin';
    const added = await administrator.send('POST', '/custom-fields', {
      body: {
        object: 'contact',
        key: 'c_margin',
        kind: 'text',
        labels: { en: 'Margin', zh: '毛利' },
      },
    });
    expect(added.status, added.text).toBe(201);
    const duties = ['users.manage', 'roles.read', 'roles.manage'];
    const half = { ...reading, hidden: ['c_margin'] };
    await create('half-office', { grants: [half], duties });
    const { client } = await newcomer('half-office');
    let tried = 0;
    const tryBoth = async () => {
      tried += 1;
      const open = { ...reading, customFields: { other: 'open' } };
      for (const grant of [reading, open, { ...reading, readOnly: ['c_margin'] }])
        expectProblem(await create(`open-${tried}`, { grants: [grant] }, client), 'role.above_own');
      expect((await create(`half-${tried}`, { grants: [half] }, client)).status).toBe(201);
      const all = { financial: 'hidden', personal: 'hidden', other: 'hidden' };
      const closed = { ...reading, customFields: all };
      expect((await create(`closed-${tried}`, { grants: [closed] }, client)).status).toBe(201);
    };
    await tryBoth();
    const renamed = await administrator.send('PATCH', `/custom-fields/${fieldId}`, {
      body: { labels: { en: 'Profit', zh: '利润' } },
      headers: { 'if-match': added.headers.get('etag') ?? '' },
    });
    expect(renamed.status, renamed.text).toBe(200);
    await tryBoth();
    administrator = await cloud.as('administrator');
    expect((await administrator.send('POST', `/custom-fields/${fieldId}/retire`)).status).toBe(200);
    // It can come back with its values.
    await tryBoth();
    expect((await administrator.send('POST', `/custom-fields/${fieldId}/restore`)).status).toBe(
      200,
    );
    const { body } = await administrator.send('POST', '/contacts', {
      body: { name: 'Di Ray', c_margin: '12' },
    });
    const taker = await newcomer('half-3');
    const seen = await taker.client.send('GET', `/contacts/${body.id}`);
    expect([seen.status, seen.body.c_margin]).toEqual([200, undefined]);
  });
});
