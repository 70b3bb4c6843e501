import { afterEach, beforeEach, expect, test } from 'vitest';
import { createExamplePeople } from '#infra/example/people';
import { authPresets } from '#shared/auth/auth-policy';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import { passwordFaults } from '#shared/auth/password-policy';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { roleNames } from '#shared/permissions/roles';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import type { UserStore } from '#shared/users/user-store';
import { openTestIdentity, type TestIdentity } from './identity-table.ts';
import { activate, actor, addTeam, origin, present, tokens } from './people.ts';

let identity: TestIdentity;
let users: UserStore;
beforeEach(async () => {
  identity = await openTestIdentity();
  users = createDynamoUsers(identity);
});
afterEach(() => identity.close());

const demote = (user: StoredPrincipal) =>
  users.change(user, { role: 'sales' }, 'user.changed', actor);
const block = (user: StoredPrincipal) =>
  users.change(user, { status: 'disabled', endsSessions: true }, 'user.disabled', actor);
const lastAdministrator = { code: 'user.last_administrator' };

test('of many invitations of one address at the same time one succeeds', async () => {
  const person = { email: 'sam@example.com', name: 'Sam', role: 'sales', locale: 'en' } as const;
  const results = await Promise.allSettled(
    Array.from({ length: 6 }, () => users.add(person, actor)),
  );
  const added = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  expect(added).toHaveLength(1);
  for (const each of results)
    if (each.status === 'rejected')
      expect(each.reason).toMatchObject({
        code: 'user.exists',
        details: { conflictsWith: added[0]!.userId },
      });
});

test.each([
  { title: 'demoted', change: demote },
  { title: 'blocked', change: block },
])('the last administrator is not $title', async ({ change }) => {
  const { user } = await activate(identity, 'alex', 'administrator');
  await expect(change(user)).rejects.toMatchObject(lastAdministrator);
  await expect(present(identity, user.userId)).resolves.toEqual(user);
});

test('an invited administrator is none yet', async () => {
  const { user } = await activate(identity, 'alex', 'administrator');
  const invitation = { name: 'Bo', role: 'administrator', locale: 'en' } as const;
  const bo = await users.add({ ...invitation, email: 'bo@example.com' }, actor);
  await expect(demote(user)).rejects.toMatchObject(lastAdministrator);
  await createDynamoSessions(identity).open(bo, tokens, origin);
  await expect(demote(user)).resolves.toMatchObject({ role: 'sales' });
});

test('two administrators who remove each other cannot both succeed', async () => {
  const alex = await activate(identity, 'alex', 'administrator');
  const bo = await activate(identity, 'bo', 'administrator');
  const results = await Promise.allSettled([block(alex.user), demote(bo.user)]);
  expect(results.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a blocked administrator counts again once they are let in', async () => {
  const alex = await activate(identity, 'alex', 'administrator');
  const bo = await activate(identity, 'bo', 'administrator');
  const blocked = await block(alex.user);
  await expect(demote(bo.user)).rejects.toMatchObject(lastAdministrator);
  await users.change(blocked, { status: 'active' }, 'user.enabled', actor);
  await expect(demote(bo.user)).resolves.toMatchObject({ role: 'sales' });
});

test('an invitation whose role rose before the first sign-in has to be read again', async () => {
  const invitation = { name: 'Bo', role: 'sales', locale: 'en' } as const;
  const bo = await users.add({ ...invitation, email: 'bo@example.com' }, actor);
  await users.change(bo, { role: 'administrator' }, 'user.changed', actor);
  const stale = createDynamoSessions(identity).open(bo, tokens, origin);
  await expect(stale).rejects.toMatchObject({ code: 'sign_in.refused' });
});

test('of two changes of the same version one is refused', async () => {
  const { user } = await activate(identity, 'sam');
  await addTeam(identity, 'north');
  const results = await Promise.allSettled([
    users.change(user, { teamId: 'north' }, 'user.changed', actor),
    users.change(user, { name: 'Sam R' }, 'user.changed', actor),
  ]);
  const reasons = results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  expect(reasons).toMatchObject([{ code: 'record.version_conflict' }]);
});

test('a change leaves what it does not name, and null takes out of the team', async () => {
  const { user } = await activate(identity, 'sam');
  await addTeam(identity, 'north');
  const inTeam = await users.change(user, { teamId: 'north' }, 'user.changed', actor);
  expect(await present(identity, user.userId)).toEqual(inTeam);
  const renamed = await users.change(inTeam, { name: 'Sam R' }, 'user.changed', actor);
  expect(renamed).toMatchObject({ name: 'Sam R', teamId: 'north', role: 'sales' });
  const out = await users.change(renamed, { teamId: null }, 'user.changed', actor);
  expect(await present(identity, user.userId)).toEqual(out);
  expect(out).not.toHaveProperty('teamId');
});

test('nobody gets into a team that is not there', async () => {
  const { user } = await activate(identity, 'sam');
  const missing = users.change(user, { teamId: 'nowhere' }, 'user.changed', actor);
  await expect(missing).rejects.toMatchObject({ code: 'team.unknown' });
  const person = { email: 'bo@example.com', name: 'Bo', role: 'sales', locale: 'en' } as const;
  const invited = users.add({ ...person, teamId: 'nowhere' }, actor);
  await expect(invited).rejects.toMatchObject({ code: 'team.unknown' });
  await expect(users.add(person, actor)).resolves.toMatchObject({ status: 'invited' });
});

test('the list comes in pages without gaps or repeats', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const name of names) await activate(identity, name);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await users.list({ cursor, limit: 2 });
    seen.push(...page.users.map((user) => user.name));
    cursor = page.next;
  } while (cursor);
  expect(seen).toEqual(names);
});

test('a filtered list has pages without gaps too, whatever is left out between', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    await activate(identity, name, name < 'c' || name === 'g' ? 'manager' : 'sales');
  const first = await users.list({ limit: 2, filter: { role: 'manager' } });
  expect(first.users.map((user) => user.name)).toEqual(['a', 'b']);
  const second = await users.list({ limit: 2, filter: { role: 'manager' }, cursor: first.next });
  expect(second).toMatchObject({ users: [{ name: 'g' }], next: undefined });
  const found = await users.list({ limit: 2, filter: { search: 'Ｅ@EXAMPLE' } });
  expect(found).toMatchObject({ users: [{ name: 'e' }], next: undefined });
});

test('there is one first administrator, also when two ask at the same time', async () => {
  const person = (login: string) =>
    ({ email: `${login}@example.com`, name: login, role: 'administrator', locale: 'en' }) as const;
  const [one, two] = await Promise.all([
    users.addFirstAdministrator(person('alex')),
    users.addFirstAdministrator(person('bo')),
  ]);
  expect([one.outcome, two.outcome].sort()).toEqual(['added', 'taken']);
  expect(one.userId).toBe(two.userId);
});

test('example people are one per role, active, with passwords that the policy takes', async () => {
  const provider = { createReady: async (email: string) => ({ username: `sub-of-${email}` }) };
  const people = await createExamplePeople({ ...identity, provider });
  expect(people.map((person) => person.role)).toEqual(roleNames);
  expect(new Set(people.map((person) => person.password)).size).toBe(people.length);
  for (const person of people) {
    const stored = await present(identity, person.userId);
    expect(stored).toMatchObject({ status: 'active', email: person.email });
    expect(passwordFaults(person.password, stored, authPresets.classic.password)).toEqual([]);
  }
  const administrator = await present(identity, people[0]!.userId);
  await expect(demote(administrator)).rejects.toMatchObject(lastAdministrator);
  const again = await createExamplePeople({ ...identity, provider });
  expect(again.map((person) => person.userId)).toEqual(people.map((person) => person.userId));
});
