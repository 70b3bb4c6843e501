import type { OffBoardingNeeds } from '#functions/off-boarding-worker/off-boarding-step';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { objectNames } from '#shared/objects/names';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import type { BelongingName, Belongings } from '#shared/off-boarding/belongings';
import type { OffBoarding } from '#shared/off-boarding/off-boarding';
import { userFields } from '#shared/off-boarding/records-of-person';
import type { Change, StoredRecord } from '#shared/records/record';
import { clock, Journal, outbox, person, providerIn, sessionsIn } from '#test/unit/auth/in-memory';
import { usersIn } from '#test/unit/users/memory-users';

const at = '2026-03-01T09:00:00.000Z';

export const leaver = person({ userId: 'leaver', name: 'Le Aver', email: 'leaver@example.com' });
export const successor = person({
  userId: 'successor',
  name: 'Suc Cessor',
  email: 'successor@example.com',
  teamId: 'north',
});
export const boss = person({
  userId: 'boss',
  name: 'Bo Ss',
  email: 'boss@example.com',
  role: 'administrator',
});

export function newJob(change: Partial<OffBoarding> = {}): OffBoarding {
  return {
    jobId: 'job-1',
    userId: leaver.userId,
    name: leaver.name,
    successorId: successor.userId,
    reason: 'Leaves.',
    startedBy: boss.userId,
    createdAt: at,
    dueAt: at,
    state: 'scheduled',
    version: 1,
    steps: [],
    counts: {},
    belongings: {},
    updatedAt: at,
    ...change,
  };
}

function recordOf(id: string, ownerId: string): StoredRecord {
  const facts = { createdAt: at, createdBy: ownerId, updatedAt: at, updatedBy: ownerId };
  return { id, version: 1, values: { name: id, ownerId }, teamId: 'south', ...facts };
}

/** Two things of a kind; settling takes both away. */
function belongingsOf(name: BelongingName): Belongings {
  let left = 2;
  return {
    names: [name],
    count: async () => ({ [name]: left }),
    settle: async (_leaving, mayGoOn) => {
      if (!mayGoOn()) return false;
      left = 0;
      return true;
    },
  };
}

const passkey = { passkeyId: 'one', credentialId: 'id', label: 'Phone', createdAt: at };

/**
 * A whole house in memory: people, some records of every object for the leaver and one for somebody
 * else. Pages are small, so that a hand-over takes several.
 */
export function house(job: OffBoarding = newJob()) {
  const journal = new Journal();
  const mailer = outbox();
  const report = person({ userId: 'report', email: 'report@example.com', managerId: 'leaver' });
  const people: readonly StoredPrincipal[] = [leaver, successor, boss, report];
  const users = usersIn(journal, ...people);
  let stored = job;
  const records = new Map(
    objectNames.map((name) => {
      const own = ['a', 'b', 'c', 'd', 'e'].map((id) => recordOf(`${name}-${id}`, leaver.userId));
      const all = [...own, recordOf(`${name}-z`, 'somebody')];
      return [name, new Map(all.map((each) => [each.id, each]))];
    }),
  );
  const changes: Change[] = [];
  let passkeys = [passkey];
  let ids = 0;

  const needs: OffBoardingNeeds = {
    definitions: shippedDefinitions,
    clock,
    ids: {
      next: () => {
        ids += 1;
        return `id-${ids}`;
      },
    },
    users,
    sessions: sessionsIn(journal),
    provider: providerIn(journal),
    passkeys: {
      list: async () => passkeys,
      revokeAll: async () => {
        passkeys = [];
      },
    },
    keys: belongingsOf('apiKeys'),
    views: belongingsOf('sharedViews'),
    reviews: belongingsOf('accessDecisions'),
    shares: belongingsOf('sharesWithThem'),
    savedCodes: { remove: async () => journal.note('saved codes removed') },
    copies: { forget: async () => journal.note('authenticator copy forgotten') },
    administrators: { list: async () => [boss] },
    mailer,
    appOrigin: 'https://crm.example',
    store: {
      find: async () => stored,
      save: async (next) => {
        if (next.version !== stored.version + 1) return false;
        stored = next;
        return true;
      },
    },
    records: {
      count: async ({ name }, userId) =>
        [...(records.get(name)?.values() ?? [])].filter(
          ({ values }) => values['ownerId'] === userId,
        ).length,
      page: async (object, userId, after = '') => {
        const named = [...(records.get(object.name)?.values() ?? [])].filter(
          ({ id, values }) =>
            id > after && userFields(object).some((field) => values[field] === userId),
        );
        const shown = named.slice(0, 2);
        return { records: shown, next: named.length > 2 ? shown.at(-1)?.id : undefined };
      },
      handOver: async (object, handOvers, nextOf) => {
        const next = nextOf(handOvers.length);
        if (next.version !== stored.version + 1) return undefined;
        stored = next;
        for (const { after, change } of handOvers) {
          records.get(object.name)?.set(after.id, after);
          changes.push(change);
        }
        return next;
      },
    },
  };
  return { needs, journal, mailer, records, changes, job: () => stored };
}

/** Ports that throw at their `nth` call, before or after the call has done its work. */
export function failingAt(needs: OffBoardingNeeds, nth: number, when: 'before' | 'after') {
  let calls = 0;
  const failed = { value: false };
  const guard = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...sent: unknown[]) => {
          calls += 1;
          const strikes = calls === nth;
          if (strikes) failed.value = true;
          if (strikes && when === 'before') throw new Error('crash');
          const answer: unknown = await value.apply(target, sent);
          if (strikes) throw new Error('crash');
          return answer;
        };
      },
    });
  const { users, sessions, provider, savedCodes, administrators, mailer, store, records } = needs;
  const { passkeys, keys, views, reviews, shares, copies } = needs;
  return {
    failed,
    needs: {
      ...needs,
      users: guard(users),
      sessions: guard(sessions),
      provider: guard(provider),
      savedCodes: guard(savedCodes),
      passkeys: guard(passkeys),
      keys: guard(keys),
      views: guard(views),
      reviews: guard(reviews),
      shares: guard(shares),
      copies: guard(copies),
      administrators: guard(administrators),
      mailer: guard(mailer),
      store: guard(store),
      records: guard(records),
    },
  };
}
