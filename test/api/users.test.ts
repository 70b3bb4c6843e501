import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import {
  goodPassword,
  type Hired,
  hire,
  mailTo,
  signIn,
  stepUp,
  temporaryPasswordIn,
  trySignIn,
} from '#test/support/people';
import { expectProblem } from '#test/support/problem';
import { changePrincipal } from '#test/support/stored-principals';

let cloud: TestCloud;
let administrator: ApiClient;
const because = { reason: 'Asked for on the phone.' };

beforeAll(async () => {
  cloud = await bootCloud({ runsSchedules: false });
  administrator = await cloud.as('administrator');
});
afterAll(() => cloud?.close());

let count = 0;
const newEmail = () => {
  count += 1;
  return `person-${count}@example.com`;
};
const newPerson = (role = 'support', name = 'Jo Winter'): Promise<Hired> =>
  hire(cloud, administrator, { email: newEmail(), role, name } as Parameters<typeof hire>[2]);
const act = (userId: string, operation: string, body: object = because) =>
  administrator.send('POST', `/users/${userId}/${operation}`, { body });
const read = (userId: string) => administrator.send('GET', `/users/${userId}`);

async function change(userId: string, body: object) {
  const { headers } = await read(userId);
  return administrator.send('PATCH', `/users/${userId}`, {
    body,
    headers: { 'if-match': headers.get('etag') ?? '' },
  });
}

async function choosePassword(challengeToken: string, newPassword: string) {
  return cloud.anyone.send('POST', '/sign-in/challenge', {
    body: { challengeToken, newPassword, transport: 'bearer' },
  });
}

describe('invitations', () => {
  test('AUTH-27: a link works once, for the invited person and in the invited role', async () => {
    const email = newEmail();
    const body = { email, name: 'In Vited', role: 'sales', locale: 'zh' };
    const { userId } = (await administrator.send('POST', '/users', { body })).body;
    const mail = await mailTo(cloud, email);
    expect(mail.text).toContain('In Vited，您好');
    const password = temporaryPasswordIn(mail);
    expectProblem(await trySignIn(cloud, cloud.person('sales').email, password), 'sign_in.refused');
    const first = await trySignIn(cloud, email, password);
    const raised = await cloud.anyone.send('POST', '/sign-in/challenge', {
      body: {
        challengeToken: first.body.challengeToken,
        newPassword: goodPassword,
        role: 'administrator',
      },
    });
    expectProblem(raised, 'request.invalid');
    const done = await choosePassword(first.body.challengeToken, goodPassword);
    expect(done.body).toMatchObject({ status: 'signed-in', user: { userId, role: 'sales' } });
    expectProblem(await trySignIn(cloud, email, password), 'sign_in.refused');
    expectProblem(
      await choosePassword(first.body.challengeToken, goodPassword),
      'sign_in.challenge_invalid',
    );
  });

  test('AUTH-27: one that was taken back, replaced or left for a day is void', async () => {
    const invite = async () => {
      const email = newEmail();
      const body = { email, name: 'In Vited', role: 'sales' };
      const { userId } = (await administrator.send('POST', '/users', { body })).body;
      return { email, userId, password: temporaryPasswordIn(await mailTo(cloud, email)) };
    };
    const [taken, replaced, old] = [await invite(), await invite(), await invite()];
    expect((await act(taken.userId, 'disable')).body).toMatchObject({ status: 'disabled' });
    expectProblem(await trySignIn(cloud, taken.email, taken.password), 'sign_in.refused');
    await administrator.send('POST', `/users/${replaced.userId}/resend-invitation`);
    await cloud.cloud.settle();
    expectProblem(await trySignIn(cloud, replaced.email, replaced.password), 'sign_in.refused');
    await cloud.cloud.clock.advance(25 * 60 * 60_000);
    expectProblem(await trySignIn(cloud, old.email, old.password), 'sign_in.refused');
    administrator = await cloud.as('administrator');
  });

  test('AUTH-02, API-22: an address with a line break or a second recipient is refused', async () => {
    const before = cloud.cloud.outbox.list().length;
    const addresses = [
      'a@example.com\r\nBcc: eve@example.com',
      'a@example.com,eve@example.com',
      'Eve <eve@example.com>',
      '"a b"@example.com',
      'a@example.com\u0000',
      'a@exämple.com@example.com',
      Array.from({ length: 1_000 }, (_, at) => `p${at}@example.com`).join(','),
    ];
    for (const email of addresses) {
      const body = { email, name: 'Jo Winter', role: 'sales' };
      expectProblem(await administrator.send('POST', '/users', { body }), 'request.invalid');
    }
    const body = { email: newEmail(), name: 'Jo\r\nBcc: eve@example.com', role: 'sales' };
    expectProblem(await administrator.send('POST', '/users', { body }), 'request.invalid');
    await cloud.cloud.settle();
    expect(cloud.cloud.outbox.list()).toHaveLength(before);
  });
});

describe('looking people up', () => {
  test('finds by words, status, role, team and manager, in pages without gaps', async () => {
    const { teamId } = (await administrator.send('POST', '/teams', { body: { name: 'Nordlicht' } }))
      .body;
    const made = [];
    for (const name of ['Zoë Ａdler', 'Zoe Bauer', 'Yan Zoe'])
      made.push(await newPerson('marketing', name));
    for (const { userId } of made) expect((await change(userId, { teamId })).status).toBe(200);
    const list = async (query: string) => (await administrator.send('GET', `/users?${query}`)).body;
    const names = async (query: string) =>
      (await list(query)).users.map(({ name }: { name: string }) => name);
    expect(await names('search=zoe')).toEqual(['Zoë Ａdler', 'Zoe Bauer', 'Yan Zoe']);
    expect(await names('search=adler%20ZOE')).toEqual(['Zoë Ａdler']);
    expect(await names(`search=${encodeURIComponent(made[1]!.email)}`)).toEqual(['Zoe Bauer']);
    expect(await names(`teamId=${teamId}&role=marketing&status=active`)).toHaveLength(3);
    expect(await names(`teamId=${teamId}&status=locked`)).toEqual([]);
    await change(made[0]!.userId, { managerId: made[1]!.userId, locale: 'zh', name: 'Zoë A.' });
    expect(await names(`managerId=${made[1]!.userId}`)).toEqual(['Zoë A.']);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await list(`teamId=${teamId}&limit=1${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.users.map(({ name }: { name: string }) => name));
      cursor = page.next ?? '';
    } while (cursor);
    expect(seen).toEqual(['Zoë A.', 'Zoe Bauer', 'Yan Zoe']);
  });

  test('a team has members and a name of its own', async () => {
    const create = (name: string) => administrator.send('POST', '/teams', { body: { name } });
    const { body: team } = await create('South');
    expectProblem(await create('ＳＯＵＴＨ'), 'team.exists');
    await create('West');
    const member = await newPerson();
    await change(member.userId, { teamId: team.teamId });
    const rename = (name: string, version: string) =>
      administrator.send('PATCH', `/teams/${team.teamId}`, {
        body: { name },
        headers: { 'if-match': version },
      });
    expectProblem(await rename('West', '"1"'), 'team.exists');
    expect((await rename('Süd', '"1"')).body).toMatchObject({ name: 'Süd' });
    expectProblem(await rename('Süden', '"1"'), 'record.version_conflict');
    expect((await create('South')).status).toBe(201);
    const whole = (await administrator.send('GET', `/teams/${team.teamId}`)).body;
    expect(whole.members).toMatchObject([{ userId: member.userId }]);
    const sales = await cloud.as('sales');
    const { teams } = (await sales.send('GET', '/teams')).body;
    expect(teams.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['South', 'Süd', 'West']),
    );
    expectProblem(await change(member.userId, { teamId: 'nowhere' }), 'team.unknown');
    expectProblem(
      await change(member.userId, { managerId: member.userId }),
      'user.manager_unknown',
    );
  });
});

describe('access', () => {
  test('AUTH-26: a lower role holds from the next request of a running session on', async () => {
    const person = await newPerson('manager');
    expect((await person.client.send('GET', '/contacts?limit=1')).status).toBe(200);
    const create = () => person.client.send('POST', '/contacts', { body: { name: 'New' } });
    expect((await create()).status).toBe(201);
    await change(person.userId, { role: 'read-only' });
    expectProblem(await create(), 'request.forbidden');
  });

  test('AUTH-14, AZ-06: no route takes a password for somebody else', async () => {
    const { userId } = await newPerson();
    expectProblem(await change(userId, { password: goodPassword }), 'request.invalid');
    for (const operation of ['reset-password', 'temporary-password'])
      expectProblem(
        await act(userId, operation, {
          ...because,
          identityCheck: 'in-person',
          password: goodPassword,
        }),
        'request.invalid',
      );
  });

  test('AUTH-19: there is no route to make a first administrator', async () => {
    const headers = { 'x-http-method-override': 'POST', 'x-forwarded-for': '127.0.0.1' };
    const body = { email: newEmail(), name: 'Eve', role: 'administrator' };
    for (const path of ['/setup', '/install', '/users/first', '/administrators', '/bootstrap'])
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
        const sent = method === 'GET' ? { headers } : { headers, body };
        const answer = await cloud.anyone.send(method, path, sent);
        expect([401, 404], `${method} ${path}`).toContain(answer.status);
      }
  });

  test('ASVS 7.5.3: what resets access asks for a fresh proof and a reason', async () => {
    const { userId } = await newPerson();
    expectProblem(await act(userId, 'lock', {}), 'request.invalid');
    expectProblem(await act(userId, 'lock', { reason: ' ' }), 'request.invalid');
    await cloud.cloud.clock.advance(6 * 60_000);
    for (const operation of ['disable', 'lock', 'reset-password'])
      expectProblem(await act(userId, operation), 'auth.step_up_required');
    expectProblem(await change(userId, { role: 'manager' }), 'auth.step_up_required');
    expect((await change(userId, { name: 'Jo Summer' })).status).toBe(200);
    administrator = await stepUp(administrator, cloud.person('administrator').password);
  });

  test('AZ-13: nobody does it to themselves or changes their own role', async () => {
    const own = cloud.person('administrator').userId;
    for (const operation of ['disable', 'lock', 'reset-password'])
      expectProblem(await act(own, operation), 'user.own_account');
    expectProblem(await change(own, { role: 'sales' }), 'user.own_account');
    expect((await change(own, { name: 'Alex M.' })).status).toBe(200);
  });

  test('AZ-13: two administrators who block each other at the same time leave one', async () => {
    const other = await newPerson('administrator');
    const own = cloud.person('administrator');
    const answers = await Promise.all([
      act(other.userId, 'disable'),
      other.client.send('POST', `/users/${own.userId}/disable`, { body: because }),
    ]);
    const done = answers.filter(({ status }) => status === 200);
    expect(done).toHaveLength(1);
    if (answers[0]?.status === 200) return;
    // The other one won: they let the first in again.
    await other.client.send('POST', `/users/${own.userId}/enable`, { body: because });
    administrator = await cloud.as('administrator');
    await act(other.userId, 'disable');
  });
});

describe('an account that somebody else may have got into', () => {
  test('is locked at once, and its owner gets it back with a new password only', async () => {
    const person = await newPerson();
    expect((await act(person.userId, 'lock')).body).toMatchObject({ status: 'locked' });
    expectProblem(await person.client.send('GET', '/account'), 'request.unauthenticated');
    expectProblem(await trySignIn(cloud, person.email, person.password), 'sign_in.refused');
    expectProblem(await act(person.userId, 'enable'), 'user.state_conflict');
    expect((await mailTo(cloud, person.email)).subject).toContain('locked');

    expect((await act(person.userId, 'unlock')).body).toMatchObject({ status: 'active' });
    expectProblem(await trySignIn(cloud, person.email, person.password), 'sign_in.refused');
    expectProblem(await act(person.userId, 'unlock'), 'user.state_conflict');
    const token = /#t=(\S+)/.exec((await mailTo(cloud, person.email)).text)?.[1];
    const confirmed = await cloud.anyone.send('POST', '/recovery/confirm', {
      body: { token, newPassword: 'lantern-58-orchard' },
    });
    expect(confirmed.status).toBe(204);
    await signIn(cloud, { email: person.email, password: 'lantern-58-orchard' });
  });
});

describe('a temporary password where no address works', () => {
  test('is shown once, asks for a password of one’s own and is kept nowhere', async () => {
    const person = await newPerson();
    expectProblem(await act(person.userId, 'temporary-password'), 'request.invalid');
    const made = await act(person.userId, 'temporary-password', {
      ...because,
      identityCheck: 'video-call',
    });
    expect(made.status).toBe(201);
    expectProblem(await person.client.send('GET', '/account'), 'request.unauthenticated');
    expectProblem(await trySignIn(cloud, person.email, person.password), 'sign_in.refused');
    const { temporaryPassword, user } = made.body;
    expect(user).toMatchObject({ status: 'invited' });
    await cloud.cloud.settle();
    expect(cloud.cloud.outbox.list().some(({ text }) => text.includes(temporaryPassword))).toBe(
      false,
    );
    const first = await trySignIn(cloud, person.email, temporaryPassword);
    expect(first.body).toMatchObject({ challenge: 'new-password' });
    const done = await choosePassword(first.body.challengeToken, 'lantern-58-orchard');
    expect(done.body).toMatchObject({ status: 'signed-in' });
    expectProblem(await trySignIn(cloud, person.email, temporaryPassword), 'sign_in.refused');
    expect((await read(person.userId)).body).toMatchObject({ status: 'active' });
  });

  test('expires after a day', async () => {
    const person = await newPerson();
    const made = await act(person.userId, 'temporary-password', {
      ...because,
      identityCheck: 'in-person',
    });
    const { temporaryPassword, expiresAt } = made.body;
    expect(Date.parse(expiresAt) - cloud.cloud.clock.now()).toBeLessThanOrEqual(24 * 60 * 60_000);
    await cloud.cloud.clock.advance(24 * 60 * 60_000 + 60_000);
    expectProblem(await trySignIn(cloud, person.email, temporaryPassword), 'sign_in.refused');
    administrator = await cloud.as('administrator');
  });
});

describe('a lost second factor', () => {
  test('leaves a session that can do nothing but enrol another', async () => {
    const person = await newPerson();
    const body = { ...because, identityCheck: 'call-to-known-number' };
    const reset = await act(person.userId, 'reset-factors', body);
    expect(reset.body).toMatchObject({ status: 'active', factorDue: true });
    expectProblem(await person.client.send('GET', '/account'), 'request.unauthenticated');
    const again = await trySignIn(cloud, person.email, person.password);
    expect(again.body).toMatchObject({ restriction: 'enrol-factor' });
    const read = await cloud.anyone.send('GET', '/contacts', { token: again.body.token });
    expectProblem(read, 'auth.session_restricted');
    expect((await mailTo(cloud, person.email)).subject).toContain('factor was removed');
  });
});

describe('people who come through their company', () => {
  test('have nothing to reset here, and can be locked all the same', async () => {
    const person = await newPerson();
    await changePrincipal(cloud, person.userId, { signInProvider: 'Acme' });
    const body = { ...because, identityCheck: 'in-person' };
    for (const operation of ['temporary-password', 'reset-factors'])
      expectProblem(await act(person.userId, operation, body), 'user.single_sign_on');
    expectProblem(await act(person.userId, 'reset-password'), 'user.single_sign_on');
    expect((await act(person.userId, 'lock')).status).toBe(200);
    expectProblem(await person.client.send('GET', '/account'), 'request.unauthenticated');
    expect((await act(person.userId, 'unlock')).status).toBe(200);
  });
});

describe('a user name', () => {
  test('signs in like the address, belongs to one person and goes with the next', async () => {
    const person = await newPerson();
    expect((await change(person.userId, { userName: 'Jo.Winter' })).body).toMatchObject({
      userName: 'jo.winter',
    });
    expect((await trySignIn(cloud, 'JO.winter', person.password)).status).toBe(200);
    const other = await newPerson();
    expectProblem(await change(other.userId, { userName: 'jo.winter' }), 'user.exists');
    await change(person.userId, { userName: 'jo.w' });
    expect((await change(other.userId, { userName: 'jo.winter' })).status).toBe(200);
    await change(person.userId, { userName: null });
    expectProblem(await trySignIn(cloud, 'jo.w', person.password), 'sign_in.refused');
    expectProblem(await change(other.userId, { userName: 'a@example.com' }), 'request.invalid');
  });
});

describe('what happened', () => {
  test('is told of each person, with who did it, why and how they were recognised', async () => {
    const person = await newPerson();
    await act(person.userId, 'temporary-password', { ...because, identityCheck: 'video-call' });
    await act(person.userId, 'disable');
    const history = await administrator.send('GET', `/users/${person.userId}/history`);
    const by = { byUserId: cloud.person('administrator').userId, ...because };
    expect(history.body.entries).toMatchObject([
      { name: 'user.disabled', ...by },
      { name: 'user.temporary_password_set', ...by, identityCheck: 'video-call' },
      { name: 'session.opened' },
      { name: 'user.invited' },
    ]);
    const sales = await cloud.as('sales');
    const theirs = await sales.send('GET', `/users/${person.userId}/history`);
    expectProblem(theirs, 'request.forbidden');
  });

  test('is told of the whole organisation, in pages, to those who audit', async () => {
    const person = await newPerson();
    const manager = await cloud.as('manager');
    const list = async (before = '') =>
      (await manager.send('GET', `/security-events${before && `?before=${before}`}`)).body;
    const seen: { eventId: string; userId: string; name: string }[] = [];
    let before = '';
    do {
      const page = await list(before);
      seen.push(...page.events);
      before = page.next ?? '';
    } while (before);
    const ids = seen.map(({ eventId }) => eventId);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    expect(ids.length).toBeGreaterThan(50);
    const theirs = seen.filter(({ userId }) => userId === person.userId);
    expect(theirs.map(({ name }) => name)).toEqual(['session.opened', 'user.invited']);
    const support = await cloud.as('support');
    expectProblem(await support.send('GET', '/security-events'), 'request.forbidden');
  });
});
