import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDynamoKnownDevices } from '#shared/auth/dynamo-known-devices';
import { createDynamoSavedCodes } from '#shared/auth/dynamo-saved-codes';
import { createDynamoSecurityHistory } from '#shared/auth/dynamo-security-history';
import { openTestIdentity, type TestIdentity } from './identity-table.ts';
import { activate, origin, present } from './people.ts';

let identity: TestIdentity;
beforeEach(async () => {
  identity = await openTestIdentity();
});
afterEach(() => identity.close());

test('NIST 63B-4 §4.2.1.1: ten saved codes, each good once, none stored as it is', async () => {
  const { user } = await activate(identity, 'sam');
  const codes = createDynamoSavedCodes(identity);
  const made = await codes.make(user.userId, origin);
  expect(new Set(made).size).toBe(10);
  for (const code of made)
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){5}$/);
  expect(await identity.dump()).not.toMatch(new RegExp(made.join('|')));
  const uses = await Promise.all([1, 2, 3].map(() => codes.use(user.userId, made[0]!, origin)));
  expect(uses.filter(Boolean)).toHaveLength(1);
  await expect(codes.count(user.userId)).resolves.toBe(9);
  await expect(present(identity, user.userId)).resolves.toMatchObject({ factorDue: true });
});

test('a saved code is no good for another person, nor after new ones were made', async () => {
  const sam = await activate(identity, 'sam');
  const eve = await activate(identity, 'eve');
  const codes = createDynamoSavedCodes(identity);
  const [first] = await codes.make(sam.user.userId, origin);
  await codes.make(eve.user.userId, origin);
  await expect(codes.use(eve.user.userId, first!, origin)).resolves.toBe(false);
  const [second] = await codes.make(sam.user.userId, origin);
  await expect(codes.use(sam.user.userId, first!, origin)).resolves.toBe(false);
  await expect(codes.use(sam.user.userId, second!, origin)).resolves.toBe(true);
  await expect(present(identity, eve.user.userId)).resolves.not.toHaveProperty('factorDue');
});

test('the last saved code can be used, and then none is left', async () => {
  const { user } = await activate(identity, 'sam');
  const codes = createDynamoSavedCodes(identity);
  await expect(codes.use(user.userId, 'NONE', origin)).resolves.toBe(false);
  for (const code of await codes.make(user.userId, origin))
    await expect(codes.use(user.userId, code, origin)).resolves.toBe(true);
  await expect(codes.count(user.userId)).resolves.toBe(0);
});

test('a device is known by its token anywhere, or by its kind in the same network', async () => {
  const { user } = await activate(identity, 'sam');
  const devices = createDynamoKnownDevices(identity);
  const { userId } = user;
  await expect(devices.knows(userId, origin)).resolves.toBe(false);
  const deviceToken = await devices.remember(userId, origin);
  const away = { sourceIp: '198.51.100.9', device: 'Safari on iPhone' };
  await expect(devices.knows(userId, origin)).resolves.toBe(true);
  await expect(devices.knows(userId, { ...away, deviceToken })).resolves.toBe(true);
  await expect(devices.knows(userId, away)).resolves.toBe(false);
  await expect(devices.knows(userId, { ...origin, device: away.device })).resolves.toBe(false);
  await expect(devices.knows('another', { ...origin, deviceToken })).resolves.toBe(false);
  expect(await identity.dump()).not.toContain(deviceToken);
  identity.pass(400 * 24 * 60);
  await expect(devices.knows(userId, origin)).resolves.toBe(false);
});

test('AUTH-04: a failure of nobody costs the same requests and leaves nothing', async () => {
  const { user } = await activate(identity, 'sam');
  const history = createDynamoSecurityHistory(identity);
  const devices = createDynamoKnownDevices(identity);
  identity.requests();
  await devices.knows(user.userId, origin);
  await history.recordFailure(user.userId, 'sign_in.failed', origin);
  const known = identity.requests();
  const before = await identity.dump();
  identity.requests();
  await devices.knows(undefined, origin);
  await history.recordFailure(undefined, 'sign_in.failed', origin);
  expect(identity.requests()).toEqual(known);
  expect(await identity.dump()).toBe(before);
});

test('the history comes newest first, in pages that neither repeat nor leave out', async () => {
  const { user } = await activate(identity, 'sam');
  const history = createDynamoSecurityHistory(identity);
  for (let count = 0; count < 110; count += 1)
    await history.record(user.userId, 'factor.added', origin);
  const seen: string[] = [];
  let before: string | undefined;
  do {
    const page = await history.list(user.userId, before);
    expect(page.entries.length).toBeLessThanOrEqual(50);
    seen.push(...page.entries.map(({ eventId }) => eventId));
    before = page.next;
  } while (before);
  // Two more: the invitation and the first session.
  expect(seen).toHaveLength(112);
  expect(seen).toEqual([...new Set(seen)].sort().reverse());
  const last = await history.list(user.userId, seen[50]);
  expect(last.entries[0]?.eventId).toBe(seen[51]);
});
