import type { StoredPrincipal } from '#shared/auth/principal-item';
import { DomainError } from '#shared/errors/domain-error';
import { matchesFilter } from '#shared/users/matches-filter';
import type { UserStore } from '#shared/users/user-store';
import type { Journal } from '#test/unit/auth/in-memory';

/** Users in memory with the versions of the real store; the last-administrator rule is tested there. */
export function usersIn(journal: Journal, ...people: readonly StoredPrincipal[]): UserStore {
  const stored = new Map(people.map((each) => [each.userId, each]));
  let first: string | undefined;
  const add: UserStore['add'] = async (user) => {
    journal.note(`add ${user.email}`);
    const holder = [...stored.values()].find((each) => each.email === user.email);
    if (holder) throw new DomainError('user.exists', { conflictsWith: holder.userId });
    const added: StoredPrincipal = {
      schemaVersion: 1,
      userId: `id-of-${user.email}`,
      status: 'invited',
      ...user,
      version: 1,
      sessionGeneration: 1,
      createdAt: '2026-03-01T10:00:00.000Z',
      updatedAt: '2026-03-01T10:00:00.000Z',
    };
    stored.set(added.userId, added);
    return added;
  };
  return {
    add,
    find: async (userId) => stored.get(userId),
    list: async ({ filter = {} }) => ({
      users: [...stored.values()].filter((user) => matchesFilter(user, filter)),
      next: undefined,
    }),
    note: async (_userId, event) => journal.note(event),
    async addFirstAdministrator(user) {
      if (first) return { outcome: 'taken', userId: first };
      first = (await add(user, { userId: '', origin: { sourceIp: '', device: '' } })).userId;
      return { outcome: 'added', userId: first };
    },
    async linkAccount(userId, username) {
      journal.note(`link ${username}`);
      const user = stored.get(userId);
      if (user) stored.set(userId, { ...user, cognitoUsername: username });
    },
    async change(before, change, event) {
      journal.note(event);
      const user = stored.get(before.userId);
      if (!user || user.version !== before.version)
        throw new DomainError('record.version_conflict');
      const after: StoredPrincipal = {
        ...user,
        name: change.name ?? user.name,
        role: change.role ?? user.role,
        status: change.status ?? user.status,
        managerId:
          change.managerId === undefined ? user.managerId : (change.managerId ?? undefined),
        userName: change.userName === undefined ? user.userName : (change.userName ?? undefined),
        factorDue: change.factorDue ?? user.factorDue,
        sessionGeneration: user.sessionGeneration + (change.endsSessions ? 1 : 0),
        version: user.version + 1,
      };
      stored.set(user.userId, after);
      return after;
    },
  };
}
