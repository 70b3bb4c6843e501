import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { type Hired, hire } from '#test/support/people';
import { expectProblem } from '#test/support/problem';
import { unknownId } from './every-route.ts';

let cloud: TestCloud;
let administrator: ApiClient;
let manager: ApiClient;
let stranger: Hired;
let companyId: string;

beforeAll(async () => {
  cloud = await bootCloud();
  [administrator, manager] = await Promise.all([cloud.as('administrator'), cloud.as('manager')]);
  stranger = await hire(cloud, administrator, {
    email: 'south@example.com',
    role: 'sales',
    teamId: 'south',
  });
  companyId = (await manager.send('POST', '/companies', { body: { name: 'Acme' } })).body.id;
});

afterAll(() => cloud?.close());

const ask = (query: Readonly<Record<string, string>>, client = administrator) =>
  client.send('GET', `/permissions/explanation?${new URLSearchParams(query)}`);
const askMine = (query: Readonly<Record<string, string>>, client: ApiClient) =>
  client.send('GET', `/permissions/mine/explanation?${new URLSearchParams(query)}`);

describe('why somebody may or may not', () => {
  it('names the grant, the share or the scope, in both languages', async () => {
    const about = { userId: stranger.userId, object: 'company', recordId: companyId };
    const refused = await ask({ ...about, action: 'update' });
    expect(refused.body).toMatchObject({
      allowed: false,
      decision: 'out-of-scope',
      role: 'sales',
      grant: { object: 'company', scope: 'team' },
    });
    expect(refused.body.because.en).toContain('of their team only');
    expect(refused.body.because.zh).toContain('只能修改本团队的公司');
    const hidden = await ask({ ...about, action: 'read', field: 'bankAccount' });
    expect(hidden.body).toMatchObject({ allowed: false, decision: 'field-hidden' });

    const body = { object: 'company', recordId: companyId, userId: stranger.userId, level: 'edit' };
    await manager.send('POST', '/shares', { body });
    const shared = await ask({ ...about, action: 'update' });
    expect(shared.body).toMatchObject({
      allowed: true,
      decision: 'share',
      share: { level: 'edit', sharedBy: cloud.person('manager').userId },
    });
    const path = `/companies/${companyId}`;
    const headers = { 'if-match': '"1"' };
    const done = await stranger.client.send('PATCH', path, {
      body: { phone: '+8613800138000' },
      headers,
    });
    expect([done.status, done.body.version]).toEqual([200, 2]);
  });

  it('says of people who may not sign in that this is why', async () => {
    const left = await hire(cloud, administrator, { email: 'gone@example.com', role: 'sales' });
    await administrator.send('POST', `/users/${left.userId}/disable`, {
      body: { reason: 'Left the company' },
    });
    const { body } = await ask({ userId: left.userId, object: 'contact', action: 'read' });
    expect(body).toMatchObject({ allowed: false, decision: 'not-active' });
  });

  it('is for those who may see the roles, about people and records that are there', async () => {
    const about = { userId: stranger.userId, object: 'company', action: 'read' };
    expectProblem(await ask(about, stranger.client), 'request.forbidden');
    expectProblem(await ask({ ...about, userId: unknownId }), 'request.not_found');
    expectProblem(await ask({ ...about, recordId: unknownId }), 'request.not_found');
  });
});

describe('why I may or may not', () => {
  it('tells what one may do at all', async () => {
    const { body } = await stranger.client.send('GET', '/permissions/mine');
    expect(body).toMatchObject({
      role: 'sales',
      duties: expect.arrayContaining(['records.share']),
    });
    expect(body.grants.length).toBeGreaterThan(5);
  });

  it('AZ-12: tells the same of a record that is out of reach and of one that is not there', async () => {
    const grants = [{ object: 'contact', actions: ['read'], scope: 'own' }];
    const role = { roleId: 'only-own', names: { en: 'Own', zh: '本人' }, grants };
    await administrator.send('POST', '/roles', { body: role });
    const { client } = await hire(cloud, administrator, {
      email: 'own@example.com',
      role: 'only-own',
    });
    const recordId = (await manager.send('POST', '/contacts', { body: { name: 'Ann' } })).body.id;
    const about = { object: 'contact', action: 'read' };
    const there = await askMine({ ...about, recordId }, client);
    const absent = await askMine({ ...about, recordId: unknownId }, client);
    expect(there.body).toEqual(absent.body);
    expect(there.body).toMatchObject({ allowed: false, decision: 'out-of-scope' });
    const missing = await askMine({ ...about, recordId: unknownId }, manager);
    expect(missing.body).toMatchObject({ allowed: false, decision: 'no-record' });
  });
});
