import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { hire, stepUp } from '#test/support/people';
import { expectProblem } from '#test/support/problem';
import { unknownId } from './every-route.ts';

let cloud: TestCloud;
let administrator: ApiClient;
let support: ApiClient;

beforeAll(async () => {
  cloud = await bootCloud();
  administrator = await cloud.as('administrator');
  support = await cloud.as('support');
});
afterAll(() => cloud?.close());
/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

const reason = 'The audit needs it';
async function ask(body: object, client = support) {
  const answer = await client.send('POST', '/access-requests', { body: { reason, ...body } });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
async function answer(id: string, how: 'grant' | 'refuse', body: object = {}) {
  administrator = await stepUp(administrator, cloud.person('administrator').password);
  return administrator.send('POST', `/access-requests/${id}/${how}`, { body: { reason, ...body } });
}
const read = async (id: string, client = administrator) =>
  (await client.send('GET', `/access-requests/${id}`)).body;
/** Lets the schedule run. */
async function watch() {
  await cloud.cloud.clock.advance(5 * 60_000 + 1_000);
  await cloud.cloud.settle();
}
const subjectsTo = (email: string) =>
  cloud.cloud.outbox
    .list()
    .filter(({ to }) => to.includes(email))
    .map(({ subject }) => subject);
const actionsOf = async (id: string) => {
  const { body } = await administrator.send('GET', `/audit?subjectId=${id}`);
  return body.entries.map(({ action }: { action: string }) => action);
};

describe('a request for a role', () => {
  it('is told to administrators, granted, and counts from the next request on', async () => {
    const person = await hire(cloud, administrator, { email: 'asks@example.com', role: 'support' });
    const asked = await ask({ kind: 'role', roleId: 'sales' }, person.client);
    expect(await ask({ kind: 'role', roleId: 'sales' }, person.client)).toEqual(asked);
    await watch();
    const email = cloud.person('administrator').email;
    expect(subjectsTo(email)).toContain('A colleague asks for access');
    expect(await read(asked.requestId)).toMatchObject({ state: 'open', reason });
    expectProblem(await person.client.send('GET', '/imports'), 'request.forbidden');

    const granted = await answer(asked.requestId, 'grant');
    expect(granted.body).toMatchObject({ state: 'granted', answer: { roleId: 'sales' } });
    expect((await person.client.send('GET', '/imports')).status).toBe(200);
    await watch();
    expect(subjectsTo(person.email)).toContain('Your request for access was granted');
    expect(await actionsOf(asked.requestId)).toEqual(['granted', 'asked']);
    expectProblem(await answer(asked.requestId, 'refuse'), 'access_request.state_conflict');
  });

  it('can be granted until a date, on which the role before comes back', async () => {
    const person = await hire(cloud, administrator, {
      email: 'until@example.com',
      role: 'support',
    });
    const asked = await ask({ kind: 'role', roleId: 'manager' }, person.client);
    const until = new Date(cloud.cloud.clock.now() + 3_600_000).toISOString();
    expect((await answer(asked.requestId, 'grant', { until })).status).toBe(200);
    const roleOf = async () =>
      (await administrator.send('GET', `/users/${person.userId}`)).body.role;
    expect(await roleOf()).toBe('manager');
    await cloud.cloud.clock.advance(61 * 60_000);
    await watch();
    administrator = await cloud.as('administrator');
    support = await cloud.as('support');
    expect(await roleOf()).toBe('support');
    expect(await read(asked.requestId)).toMatchObject({ state: 'ended' });
  });

  it('for what one has, or what is not there, is refused at once', async () => {
    const send = (body: object) =>
      support.send('POST', '/access-requests', { body: { reason, ...body } });
    const held = 'access_request.held_already';
    expectProblem(await send({ kind: 'role', roleId: 'support' }), held);
    expectProblem(await send({ kind: 'permission', permission: 'contact:read' }), held);
    expectProblem(await send({ kind: 'role', roleId: 'nobody' }), 'role.unknown');
    expectProblem(await send({ kind: 'permission', permission: 'moon:read' }), 'request.invalid');
  });
});

describe('a request for a permission', () => {
  it('is granted by a role that has it, and by no other', async () => {
    const person = await hire(cloud, administrator, { email: 'perm@example.com', role: 'support' });
    const asked = await ask({ kind: 'permission', permission: 'deal:export' }, person.client);
    expectProblem(await answer(asked.requestId, 'grant'), 'request.invalid');
    const wrong = await answer(asked.requestId, 'grant', { roleId: 'marketing' });
    expectProblem(wrong, 'request.invalid');
    const granted = await answer(asked.requestId, 'grant', { roleId: 'sales' });
    expect(granted.body).toMatchObject({ state: 'granted', answer: { roleId: 'sales' } });
  });
});

describe('a request for a record', () => {
  let colleague: ApiClient;
  let contactId: string;

  beforeAll(async () => {
    administrator = await cloud.as('administrator');
    const path = '/roles/support';
    const { body: role, headers } = await administrator.send('GET', path);
    const grants = role.grants.map((grant: { object: string }) =>
      grant.object === 'contact' ? { ...grant, scope: 'own' } : grant,
    );
    administrator = await stepUp(administrator, cloud.person('administrator').password);
    const request = { body: { grants }, headers: { 'if-match': headers.get('etag') ?? '' } };
    expect((await administrator.send('PATCH', path, request)).status).toBe(200);
    colleague = await cloud.as('marketing');
    contactId = (await colleague.send('POST', '/contacts', { body: { name: 'Closed' } })).body.id;
    support = await cloud.as('support');
  });

  it('is told to the owner, who may grant it until a date', async () => {
    expectProblem(await support.send('GET', `/contacts/${contactId}`), 'request.not_found');
    const asked = await ask({ kind: 'record', object: 'contact', recordId: contactId });
    await watch();
    const { email, password } = cloud.person('marketing');
    expect(subjectsTo(email)).toContain('A colleague asks for access');
    const open = await colleague.send('GET', '/access-requests?list=open');
    expect(open.body.requests).toMatchObject([{ requestId: asked.requestId }]);
    colleague = await stepUp(colleague, password);
    const until = new Date(cloud.cloud.clock.now() + 86_400_000).toISOString();
    const path = `/access-requests/${asked.requestId}/grant`;
    const granted = await colleague.send('POST', path, { body: { reason, until } });
    expect(granted.body).toMatchObject({ state: 'granted' });
    expect((await support.send('GET', `/contacts/${contactId}`)).status).toBe(200);
    const { body } = await colleague.send('GET', `/shares?object=contact&recordId=${contactId}`);
    expect(body.shares).toMatchObject([{ userId: cloud.person('support').userId, until }]);
  });

  it('AZ-12: says nothing of whether the record is there', async () => {
    const wanted = { kind: 'record', object: 'contact', level: 'edit' } as const;
    const missing = await ask({ ...wanted, recordId: unknownId });
    expect(missing.state).toBe('open');
    expectProblem(await answer(missing.requestId, 'grant'), 'request.not_found');
    expect((await answer(missing.requestId, 'refuse')).body.state).toBe('refused');
    const { email } = cloud.person('support');
    await watch();
    expect(subjectsTo(email)).toContain('您的权限申请未获批准');
  });
});

describe('who may do what with a request', () => {
  it('AZ-13: nobody answers their own, and nobody without the duty one of others', async () => {
    const own = await ask({ kind: 'role', roleId: 'finance' }, administrator);
    expectProblem(await answer(own.requestId, 'grant'), 'access_request.own');
    const other = await ask({ kind: 'role', roleId: 'finance' });
    const sales = await cloud.as('sales');
    const path = `/access-requests/${other.requestId}`;
    expectProblem(await sales.send('GET', path), 'request.not_found');
    expectProblem(
      await sales.send('POST', `${path}/refuse`, { body: { reason } }),
      'request.not_found',
    );
    expect((await sales.send('GET', '/access-requests?list=open')).body.requests).toEqual([]);
    expect((await support.send('POST', `${path}/withdraw`)).body.state).toBe('withdrawn');
    expectProblem(await answer(other.requestId, 'grant'), 'access_request.state_conflict');
  });

  it('a grant asks for a proof of identity that is at most five minutes old', async () => {
    const asked = await ask({ kind: 'role', roleId: 'marketing' });
    await cloud.cloud.clock.advance(6 * 60_000);
    const path = `/access-requests/${asked.requestId}/grant`;
    const late = await administrator.send('POST', path, { body: { reason } });
    expectProblem(late, 'auth.step_up_required');
    await support.send('POST', `/access-requests/${asked.requestId}/withdraw`);
  });

  it('ten may be open at once, and those without an answer are given up', async () => {
    const recordIds = Array.from({ length: 11 }, (_, at) => `01ZZZZZZZZZZZZZZZZZZZZZZ${10 + at}`);
    const answers = [];
    for (const recordId of recordIds) {
      const body = { kind: 'record', object: 'contact', recordId, reason };
      answers.push(await support.send('POST', '/access-requests', { body }));
    }
    expect(answers.slice(0, 10).map(({ status }) => status)).toEqual(Array(10).fill(201));
    expectProblem(answers[10]!, 'access_request.too_many');
    const first = answers[0]!.body.requestId;
    expect((await support.send('POST', `/access-requests/${first}/withdraw`)).status).toBe(200);
    const { body } = await support.send('GET', '/access-requests');
    expect(body.requests[0].state).toBe('open');
  });
});
