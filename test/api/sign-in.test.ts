import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { postFrom } from '#test/support/from-address';
import { hire, mailTo, trySignIn } from '#test/support/people';
import { expectProblem } from '#test/support/problem';
import { changeStoredPerson } from '#test/support/stored-sessions';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await bootCloud();
});

afterAll(() => cloud?.close());

const signInFrom = (
  address: string,
  login: string,
  password: string,
  headers: Readonly<Record<string, string>> = {},
) => postFrom(address, `${cloud.cloud.api}/sign-in`, { login, password }, headers);

const addresses = (count: number) =>
  Array.from({ length: count }, (_, index) => `127.${2 + (index >> 6)}.${index & 63}.9`);

describe('AUTH-20: guessing passwords', () => {
  test('one account from one address: a pause after four tries, and nobody is locked out', async () => {
    const { email, password } = cloud.person('sales');
    await trySignIn(cloud, email, password);
    const statuses: number[] = [];
    for (let tries = 0; tries < 12; tries += 1)
      statuses.push((await signInFrom('127.9.9.9', email, 'wrong-guess-1')).status);
    expect(statuses).toEqual([...Array(4).fill(401), ...Array(8).fill(429)]);
    const refused = await signInFrom('127.9.9.9', email, password);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(60);
    expect((await trySignIn(cloud, email, password)).status).toBe(200);
  });

  test('one account from 200 addresses: its owner gets in all the while', async () => {
    const { email, password } = cloud.person('support');
    await trySignIn(cloud, email, password);
    const statuses: number[] = [];
    for (const [index, address] of addresses(200).entries()) {
      if (index % 50 === 0) {
        await cloud.cloud.clock.advance(1_000);
        expect((await trySignIn(cloud, email, password)).status).toBe(200);
      }
      statuses.push((await signInFrom(address, email, `wrong-guess-${index}`)).status);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(4);
    expect(statuses.filter((status) => status === 429)).toHaveLength(196);
    expect((await trySignIn(cloud, email, password)).status).toBe(200);
  });

  test('200 accounts from one address: the address pauses, others do not', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 200; index += 1) {
      if (index % 50 === 0) await cloud.cloud.clock.advance(1_000);
      const login = `person-${index}@example.com`;
      statuses.push((await signInFrom('127.8.8.8', login, 'wrong-guess-1')).status);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(170);
    const { email, password } = cloud.person('finance');
    expect((await trySignIn(cloud, email, password)).status).toBe(200);
  });
});

test('ASVS 6.3.8: unknown, disabled, locked, invited and wrong look the same', async () => {
  const administrator = await cloud.as('administrator');
  const disabled = await hire(cloud, administrator, { email: 'gone@example.com', role: 'sales' });
  await administrator.send('POST', `/users/${disabled.userId}/disable`, {
    body: { reason: 'Left the company.' },
  });
  const locked = await hire(cloud, administrator, { email: 'locked@example.com', role: 'sales' });
  await changeStoredPerson(cloud, locked.userId, { status: 'locked' });
  const invited = { email: 'invited@example.com', name: 'Jo Winter', role: 'sales' };
  await administrator.send('POST', '/users', { body: invited });
  const tries = [
    { login: 'nobody@example.com', password: disabled.password },
    { login: 'nobody.at.all', password: disabled.password },
    { login: disabled.email, password: disabled.password },
    { login: locked.email, password: locked.password },
    { login: invited.email, password: disabled.password },
    { login: cloud.person('manager').email, password: 'wrong-guess-1' },
  ];
  const seen = new Set<string>();
  for (const [index, { login, password }] of tries.entries()) {
    const { status, headers, body } = await signInFrom(`127.7.7.${index + 1}`, login, password);
    const { requestId: _, ...told } = body;
    const names = Object.keys(headers).sort();
    seen.add(JSON.stringify([status, told, names, headers['content-length']]));
  }
  expect(seen.size).toBe(1);
});

describe('ASVS 6.3.5: a new device', () => {
  const chrome = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36' };

  test('is told by mail once, and not again for a browser that is known', async () => {
    const { email, password } = cloud.person('marketing');
    await trySignIn(cloud, email, password);
    await cloud.cloud.settle();
    const count = () =>
      cloud.cloud.outbox.list().filter(({ to, subject }) => {
        return to.includes(email) && (subject ?? '').includes('New sign-in');
      }).length;
    const before = count();
    const first = await signInFrom('127.6.6.6', email, password, chrome);
    expect(first.status).toBe(200);
    const mail = await mailTo(cloud, email);
    expect(mail.text).toContain('Chrome on Windows, 127.6.6.*');
    const cookies = first.headers['set-cookie'];
    const device = [cookies].flat().find((each) => each?.startsWith('__Host-stratus-device='))!;
    const cookie = device.split(';')[0]!;
    await signInFrom('127.5.5.5', email, password, { ...chrome, cookie });
    await cloud.cloud.settle();
    expect(count()).toBe(before + 1);
  });
});

test('failed and successful sign-ins are in the person’s own history', async () => {
  const { email, password } = cloud.person('read-only');
  await signInFrom('127.4.4.4', email, 'wrong-guess-1');
  const client = await cloud.as('read-only');
  const { events } = (await client.send('GET', '/account/history')).body;
  expect(events.slice(0, 2)).toMatchObject([
    { name: 'session.opened', isByAdministrator: false, place: '127.0.0.*' },
    { name: 'sign_in.failed', isByAdministrator: false, place: '127.4.4.*' },
  ]);
  expect(JSON.stringify(events)).not.toContain(password);
  const other = await cloud.as('manager');
  const theirs = (await other.send('GET', '/account/history')).body.events;
  expect(theirs.map(({ eventId }: { eventId: string }) => eventId)).not.toContain(
    events[0].eventId,
  );
  expectProblem(await client.send('GET', '/account/history?before=x'), 'request.invalid');
});
