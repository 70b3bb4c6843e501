import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Restriction, restrictions } from '#shared/auth/session-standing';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { stepUp } from '#test/support/people';
import { expectProblem } from '#test/support/problem';
import { changesSince, stateOf } from '#test/support/state';
import { changeSession } from '#test/support/stored-sessions';
import { everyRoute, pathOf, unknownId } from './every-route.ts';
import { validBodies } from './valid-bodies.ts';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await bootCloud({ runsSchedules: false });
});

afterAll(() => cloud?.close());

const minutes = (count: number) => cloud.cloud.clock.advance(count * 60_000);

function sample(operation: string, role: 'administrator') {
  const { email: login, password } = cloud.person(role);
  return validBodies[operation]?.({ role, login, password, unique: operation });
}

describe('stepping up', () => {
  test('AUTH-28, ASVS 7.2.4: the session goes on under a new token, and the old one is dead', async () => {
    const before = await cloud.as('manager');
    const listed = (await before.send('GET', '/account/sessions')).body.sessions;
    const after = await stepUp(before, cloud.person('manager').password);
    expectProblem(await before.send('GET', '/account'), 'request.unauthenticated');
    const { sessions } = (await after.send('GET', '/account/sessions')).body;
    expect(sessions.map((each: { sessionId: string }) => each.sessionId)).toEqual(
      listed.map((each: { sessionId: string }) => each.sessionId),
    );
    expect((await after.send('POST', '/sign-in/refresh')).status).toBe(200);
  });

  test('a browser gets the new token in its cookie only', async () => {
    const { email: login, password } = cloud.person('sales');
    const { headers } = await cloud.anyone.send('POST', '/sign-in', { body: { login, password } });
    const cookie = headers.get('set-cookie')!.split(';')[0]!;
    const answer = await cloud.anyone.send('POST', '/step-up', {
      body: { password },
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    });
    expect(answer.status).toBe(200);
    expect(answer.body.token).toBeUndefined();
    const renewed = answer.headers.get('set-cookie')!.split(';')[0]!;
    expect(renewed).not.toBe(cookie);
    const read = (value: string) =>
      cloud.anyone.send('GET', '/account', { headers: { cookie: value } });
    expect((await read(renewed)).status).toBe(200);
    expect((await read(cookie)).status).toBe(401);
  });

  test('of two step-ups at the same time one goes on, and no token is left over', async () => {
    const client = await cloud.as('finance');
    const { password } = cloud.person('finance');
    const answers = await Promise.all(
      [1, 2].map(() => client.send('POST', '/step-up', { body: { password } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    const token = answers.find(({ status }) => status === 200)!.body.token;
    expect((await client.send('GET', '/account', { token })).status).toBe(200);
  });

  test('AUTH-20: a wrong password is refused four times, then there is a pause', async () => {
    const client = await cloud.as('support');
    const wrong = () => client.send('POST', '/step-up', { body: { password: 'not-mine-1' } });
    for (let tries = 0; tries < 4; tries += 1)
      expectProblem(await wrong(), 'password.current_wrong');
    expectProblem(await wrong(), 'request.too_many');
    expect((await client.send('GET', '/account')).status).toBe(200);
    await minutes(16);
    await stepUp(client, cloud.person('support').password);
  });
});

const guarded = everyRoute.filter(({ route }) => route.stepUp);

test('ASVS 7.5.3: an operation that asks for it is refused five minutes after the last proof', async () => {
  const client = await cloud.as('administrator');
  await minutes(5);
  const before = await stateOf(cloud);
  for (const { operation, route } of guarded) {
    const body = sample(operation, 'administrator');
    const answer = await client.send(route.method, pathOf(route, unknownId), {
      ...(body ? { body } : {}),
      ...(route.versioned ? { headers: { 'if-match': '"1"' } } : {}),
    });
    expectProblem(answer, 'auth.step_up_required');
  }
  expect(await changesSince(before, cloud)).toEqual([]);
});

describe.each(restrictions)('a session restricted to %s', (restriction: Restriction) => {
  test('ASVS 8.2.1: serves what it is for and nothing else', async () => {
    const client = await cloud.as('administrator');
    await changeSession(cloud, client.token!, { restriction });
    const closed = everyRoute.filter(
      ({ route }) => route.permission !== 'public' && !route.admits?.includes(restriction),
    );
    expect(closed.length).toBeGreaterThan(20);
    const before = await stateOf(cloud);
    for (const { operation, route } of closed) {
      // The gateway's bucket, which holds fewer requests than there are operations.
      if (closed.length > 50) await cloud.cloud.clock.advance(100);
      const body = sample(operation, 'administrator');
      const answer = await client.send(route.method, pathOf(route, unknownId), {
        ...(body ? { body } : {}),
      });
      expect([operation, answer.body?.code]).toEqual([operation, 'auth.session_restricted']);
    }
    expect(await changesSince(before, cloud)).toEqual([]);
    expect((await client.send('GET', '/account')).body.restriction).toBe(restriction);
    expect((await client.send('POST', '/sign-out')).status).toBe(204);
  });
});
