import { expect, it } from 'vitest';
import { watchAccessRequests } from '#functions/access-watch/watch-access-requests';
import type { WatchNeeds } from '#functions/access-watch/watch-needs';
import type { AccessRequest } from '#shared/access-requests/access-request';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { DomainError } from '#shared/errors/domain-error';
import type { Mail } from '#shared/mail/mailer';
import { Journal } from '#test/unit/auth/in-memory';
import { usersIn } from '#test/unit/users/memory-users';

const now = '2026-03-20T10:00:00.000Z';

function personOf(userId: string, role: string): StoredPrincipal {
  return {
    ...{ schemaVersion: 1, userId, email: `${userId}@example.com`, name: userId, role },
    ...{ locale: 'en', status: 'active', version: 1, sessionGeneration: 1 },
    ...{ createdAt: now, updatedAt: now },
  };
}

interface Given {
  readonly role: string;
  readonly instead: string;
  readonly from: string;
  readonly until: string;
}

/** A role that was given for a time; told already. */
function granted(requestId: string, userId: string, { role, instead, from, until }: Given) {
  const request: AccessRequest = {
    ...{ requestId, userId, reason: 'Holidays', state: 'granted', version: 2, isDue: false },
    wanted: { kind: 'role', roleId: role },
    createdAt: from,
    expiresAt: until,
    answer: { by: 'boss', at: from, reason: 'Fine', until, roleId: role },
    formerRoleId: instead,
  };
  return request;
}

/** The schedule over requests in memory; roles that were removed and addresses that take no mail by name. */
function watching(people: StoredPrincipal[], requests: AccessRequest[], refused = 'nobody') {
  const stored = new Map(requests.map((each) => [each.requestId, each]));
  const sent: Mail[] = [];
  const failures: string[] = [];
  const users = usersIn(new Journal(), ...people);
  const needs = {
    requests: {
      pending: async () => [...stored.values()].filter(({ state }) => state !== 'ended'),
      ofPerson: async (id: string) => [...stored.values()].filter(({ userId }) => userId === id),
      find: async (id: string) => stored.get(id),
      async change(after: AccessRequest) {
        if (stored.get(after.requestId)?.version !== after.version - 1) return false;
        stored.set(after.requestId, after);
        return true;
      },
    },
    users: {
      ...users,
      async change(...[before, change, event, by]: Parameters<typeof users.change>) {
        if (change.role === 'removed') throw new DomainError('role.unknown');
        if (before.userId === 'last') throw new DomainError('user.last_administrator');
        return users.change(before, change, event, by);
      },
    },
    roles: { find: async () => undefined },
    administrators: { list: async () => [personOf('boss', 'administrator')] },
    mailer: {
      async send(mail: Mail) {
        if (mail.to.startsWith(refused)) throw new Error('This address takes no mail.');
        sent.push(mail);
      },
    },
    log: { error: (code: string) => failures.push(code) },
    clock: { now: () => new Date(now) },
    appOrigin: 'https://crm.example.com',
  } as unknown as WatchNeeds;
  return {
    run: () => watchAccessRequests(needs),
    roleOf: async (userId: string) => (await users.find(userId))?.role,
    stateOf: (requestId: string) => stored.get(requestId)?.state,
    sent,
    failures,
  };
}

const lastWeek = '2026-03-13T10:00:00.000Z';
const monday = '2026-03-16T10:00:00.000Z';
const wednesday = '2026-03-18T10:00:00.000Z';
const friday = '2026-03-20T09:00:00.000Z';

it('a role given for a time ends also where the one before has been removed meanwhile', async () => {
  const given = { role: 'manager', instead: 'removed', from: monday, until: friday };
  const world = watching([personOf('ann', 'manager')], [granted('r1', 'ann', given)]);
  await world.run();
  expect(await world.roleOf('ann')).toBe('read-only');
  expect(world.stateOf('r1')).toBe('ended');
});

it('one that cannot end yet keeps no other, and ends another time', async () => {
  const given = { role: 'manager', instead: 'sales', from: monday, until: friday };
  const world = watching(
    [personOf('last', 'manager'), personOf('ben', 'manager')],
    [granted('r1', 'last', given), granted('r2', 'ben', given)],
  );
  await world.run();
  expect(await world.roleOf('ben')).toBe('sales');
  expect([world.stateOf('r1'), world.stateOf('r2')]).toEqual(['granted', 'ended']);
  expect(world.failures).toEqual(['access-watch.unfinished']);
});

it.each([
  ['before it', wednesday, friday],
  ['at the same time', friday, friday],
])(
  'of two roles given for a time the first is not left where it ends %s',
  async (_, first, second) => {
    const manager = { role: 'manager', instead: 'sales', from: lastWeek, until: first };
    const finance = { role: 'finance', instead: 'manager', from: monday, until: second };
    const world = watching(
      [personOf('ann', 'finance')],
      [granted('r1', 'ann', manager), granted('r2', 'ann', finance)],
    );
    await world.run();
    expect(await world.roleOf('ann')).toBe('sales');
  },
);

it.each([
  ['still runs', lastWeek, '2026-04-01T10:00:00.000Z'],
  ['was over when the other one was given', '2026-03-01T10:00:00.000Z', lastWeek],
])('goes back to the first of two roles given for a time where that %s', async (_, from, until) => {
  const manager = { role: 'manager', instead: 'sales', from, until };
  const finance = { role: 'finance', instead: 'manager', from: monday, until: friday };
  const world = watching(
    [personOf('ann', 'finance')],
    [granted('r1', 'ann', manager), granted('r2', 'ann', finance)],
  );
  await world.run();
  expect(await world.roleOf('ann')).toBe('manager');
});

it('takes a role back also from somebody who cannot be told, and tells the others once', async () => {
  const given = { role: 'manager', instead: 'sales', from: monday, until: friday };
  const world = watching(
    [personOf('ann', 'manager')],
    [{ ...granted('r1', 'ann', given), untold: 'answered' }],
    'ann',
  );
  await world.run();
  await world.run();
  expect(await world.roleOf('ann')).toBe('sales');
  expect(world.sent.map(({ to }) => to)).toEqual(['boss@example.com']);
  expect(world.failures).toEqual(['access-watch.mail-refused']);
});
