import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stepNames } from '#shared/off-boarding/off-boarding';
import { type ApiClient, apiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { type Hired, hire, stepUp, trySignIn } from '#test/support/people';
import { expectProblem } from '#test/support/problem';
import { unknownId } from './every-route.ts';

let cloud: TestCloud;
let administrator: ApiClient;
let successorId: string;

beforeAll(async () => {
  cloud = await bootCloud();
  administrator = await cloud.as('administrator');
  successorId = cloud.person('manager').userId;
});
afterAll(() => cloud?.close());

const nothing = {
  passkeys: 0,
  apiKeys: 0,
  reports: 0,
  privateViews: 0,
  sharedViews: 0,
  accessDecisions: 0,
  sharesWithThem: 0,
  sharesByThem: 0,
};

let count = 0;
async function leaver(role: 'sales' | 'administrator' = 'sales'): Promise<Hired> {
  count += 1;
  await freshProof();
  return hire(cloud, administrator, {
    email: `leaver-${count}@example.com`,
    role,
    name: 'Le Aver',
  });
}

async function freshProof(): Promise<void> {
  administrator = await stepUp(administrator, cloud.person('administrator').password);
}

async function recordsOf(ownerId: string, contacts: number, companies: number): Promise<void> {
  const create = async (path: string, name: string) => {
    const made = await administrator.send('POST', path, { body: { name, ownerId } });
    expect(made.status).toBe(201);
  };
  // The gateway lets so many through at a time.
  for (let made = 0; made < contacts; made += 1) {
    await create('/contacts', `Contact ${made}`);
    if (made % 50 === 49) await cloud.cloud.clock.advance(1_000);
  }
  for (let made = 0; made < companies; made += 1) await create('/companies', `Firm ${made}`);
}

const start = (userId: string, body: object) =>
  administrator.send('POST', `/users/${userId}/off-boarding`, {
    body: { reason: 'Leaves the company.', ...body },
  });
const read = async (userId: string) =>
  (await administrator.send('GET', `/users/${userId}/off-boarding`)).body.offBoarding;
const owned = async (path: string, ownerId: string) =>
  (await administrator.send('GET', `${path}?ownerId=${ownerId}&limit=100`)).body.items;

describe('somebody who leaves now', () => {
  let gone: Hired;
  let script: ApiClient;

  test('is shown with all they would leave behind, and nothing has changed', async () => {
    gone = await leaver();
    await recordsOf(gone.userId, 45, 3);
    const report = cloud.person('support').userId;
    const { headers } = await administrator.send('GET', `/users/${report}`);
    const changed = await administrator.send('PATCH', `/users/${report}`, {
      body: { managerId: gone.userId },
      headers: { 'if-match': headers.get('etag') ?? '' },
    });
    expect(changed.body).toMatchObject({ managerId: gone.userId });
    const made = await administrator.send('POST', '/api-keys', {
      body: { name: 'Their own script', userId: gone.userId },
    });
    script = apiClient(cloud.cloud.api, made.body.secret);
    const preview = await administrator.send('GET', `/users/${gone.userId}/off-boarding/preview`);
    expect(preview.body).toEqual({
      records: { company: 3, contact: 45 },
      belongings: { ...nothing, apiKeys: 1, reports: 1 },
      sessions: 1,
      needsSuccessor: true,
    });
    expect((await gone.client.send('GET', '/account')).status).toBe(200);
    expect((await script.send('GET', '/contacts')).status).toBe(200);
  });

  test('needs a successor who is another active person', async () => {
    expectProblem(await start(gone.userId, {}), 'user.successor_required');
    for (const other of [gone.userId, unknownId])
      expectProblem(await start(gone.userId, { successorId: other }), 'user.successor_inactive');
    expect((await gone.client.send('GET', '/account')).status).toBe(200);
  });

  test('AUTH-09, ASVS 7.4.2: is out with the answer, and everything goes to the successor', async () => {
    const before = (await owned('/contacts', gone.userId))[0];
    const started = await start(gone.userId, { successorId });
    expect(started.status).toBe(202);
    expectProblem(await gone.client.send('GET', '/account'), 'request.unauthenticated');
    expectProblem(await script.send('GET', '/contacts'), 'request.unauthenticated');
    await cloud.cloud.settle();

    const job = await read(gone.userId);
    expect(job).toMatchObject({ state: 'done', counts: { contact: 45, company: 3 } });
    expect(job.steps.map(({ step }: { step: string }) => step)).toEqual(stepNames);
    expect(job.belongings).toEqual({ ...nothing, apiKeys: 1, reports: 1 });
    const { keys } = (await administrator.send('GET', '/api-keys')).body;
    expect(keys).toEqual([]);
    expect(await owned('/contacts', gone.userId)).toEqual([]);
    expect(await owned('/companies', gone.userId)).toEqual([]);
    expect(await owned('/companies', successorId)).toHaveLength(3);
    const support = await administrator.send('GET', `/users/${cloud.person('support').userId}`);
    expect(support.body).toMatchObject({ managerId: successorId });

    const { items: changes } = (await administrator.send('GET', `/contacts/${before.id}/changes`))
      .body;
    expect(changes[0]).toMatchObject({
      means: 'off-boarding',
      cause: job.jobId,
      values: { ownerId: { from: gone.userId, to: successorId } },
    });
  });

  test('cannot sign in, not even after somebody enables the account again', async () => {
    expectProblem(await trySignIn(cloud, gone.email, gone.password), 'sign_in.refused');
    const body = { reason: 'It was a mistake.' };
    const enabled = await administrator.send('POST', `/users/${gone.userId}/enable`, { body });
    expect(enabled.body).toMatchObject({ status: 'active' });
    expectProblem(await trySignIn(cloud, gone.email, gone.password), 'sign_in.refused');
    await administrator.send('POST', `/users/${gone.userId}/disable`, { body });
  });

  test('leaves a receipt for people in both languages, and notices', async () => {
    const { receipt } = await read(gone.userId);
    expect(receipt.en).toContain('Off-boarding of Le Aver');
    expect(receipt.en).toContain('Records handed over (48)\n');
    expect(receipt.en).toContain('Contacts: 45');
    expect(receipt.zh).toContain('Le Aver 的离职移交');
    const told = (role: 'administrator' | 'manager') =>
      cloud.cloud.outbox.list().filter(({ to }) => to.includes(cloud.person(role).email));
    expect(told('administrator').filter(({ text }) => text.includes('Le Aver'))).toHaveLength(1);
    expect(told('manager').filter(({ text }) => text.includes('48'))).toHaveLength(1);
  });

  test('may be off-boarded again, which changes nothing', async () => {
    const job = await read(gone.userId);
    const mails = cloud.cloud.outbox.list().length;
    const again = await start(gone.userId, { successorId });
    expect(again.body).toEqual(job);
    await cloud.cloud.settle();
    expect(await read(gone.userId)).toEqual(job);
    expect(cloud.cloud.outbox.list()).toHaveLength(mails);
  });
});

describe('somebody who leaves on a date', () => {
  test('works until then, and the schedule picks it up', async () => {
    const gone = await leaver();
    const startAt = new Date(cloud.cloud.clock.now() + 60 * 60_000).toISOString();
    expect((await start(gone.userId, { startAt })).body).toMatchObject({ state: 'scheduled' });
    await cloud.cloud.clock.advance(30 * 60_000);
    await cloud.cloud.settle();
    expect((await gone.client.send('GET', '/account')).status).toBe(200);
    await cloud.cloud.clock.advance(36 * 60_000);
    await cloud.cloud.settle();
    administrator = await cloud.as('administrator');
    expect(await read(gone.userId)).toMatchObject({ state: 'done', counts: {} });
    expectProblem(await trySignIn(cloud, gone.email, gone.password), 'sign_in.refused');
  });

  test('can be called off, and planned anew, until it has begun', async () => {
    const gone = await leaver();
    const startAt = new Date(cloud.cloud.clock.now() + 60 * 60_000).toISOString();
    const cancel = () => administrator.send('POST', `/users/${gone.userId}/off-boarding/cancel`);
    expectProblem(await cancel(), 'user.state_conflict');
    await start(gone.userId, { startAt });
    expect((await cancel()).body).toMatchObject({ state: 'cancelled' });
    expect((await cancel()).status).toBe(200);
    const later = await start(gone.userId, { startAt });
    const sooner = await start(gone.userId, {});
    expect(sooner.body.jobId).not.toBe(later.body.jobId);
    await cloud.cloud.settle();
    expectProblem(await cancel(), 'user.state_conflict');
    const listed = (await administrator.send('GET', '/off-boardings')).body.offBoardings;
    const states = new Map(
      listed.map(({ jobId, state }: { jobId: string; state: string }) => [jobId, state]),
    );
    expect(states.get(later.body.jobId)).toBe('cancelled');
    expect(states.get(sooner.body.jobId)).toBe('done');
  });

  test('keeps their access closed when the successor has left too, and says what is missing', async () => {
    const gone = await leaver();
    const next = await leaver();
    await recordsOf(gone.userId, 1, 0);
    const startAt = new Date(cloud.cloud.clock.now() + 60_000).toISOString();
    await start(gone.userId, { startAt, successorId: next.userId });
    await start(next.userId, {});
    await cloud.cloud.clock.advance(6 * 60_000);
    await cloud.cloud.settle();
    await freshProof();
    expect(await read(gone.userId)).toMatchObject({
      state: 'failed',
      problem: 'user.successor_inactive',
    });
    expectProblem(await gone.client.send('GET', '/account'), 'request.unauthenticated');
    await start(gone.userId, { successorId });
    await cloud.cloud.settle();
    expect(await read(gone.userId)).toMatchObject({ state: 'done', counts: { contact: 1 } });
  });
});

describe('what protects the organisation', () => {
  test('AZ-13: nobody off-boards themselves', async () => {
    await freshProof();
    const own = cloud.person('administrator').userId;
    expectProblem(await start(own, { successorId }), 'user.own_account');
  });

  test('ASVS 7.5.3: an old proof of identity is not enough', async () => {
    await cloud.cloud.clock.advance(6 * 60_000);
    const userId = cloud.person('finance').userId;
    expectProblem(await start(userId, { successorId }), 'auth.step_up_required');
  });

  test('AZ-13: of two administrators who off-board each other one stays', async () => {
    const second = await leaver('administrator');
    const own = cloud.person('administrator').userId;
    const answers = await Promise.all([
      second.client.send('POST', `/users/${own}/off-boarding`, {
        body: { reason: 'A race.', successorId },
      }),
      start(second.userId, { successorId }),
    ]);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
  });
});
