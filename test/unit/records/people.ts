import type { RecordDependencies } from '#functions/records/record-dependencies';
import type { Principal } from '#shared/auth/principal';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import { type RoleName, roles } from '#shared/permissions/roles';
import { createMemoryRecordStore } from './memory-record-store.ts';

/** Ids of people and records in tests: readable, and of the form the API asks for. */
export function id(name: string): string {
  return name
    .toUpperCase()
    .replace(/[ILOU]/g, '0')
    .padStart(26, '0');
}

export function person(role: RoleName, name = 'ada', teamId?: string): Principal {
  return {
    userId: id(name),
    name,
    email: `${name}@example.com`,
    role,
    rights: roles[role],
    teamId,
    locale: 'en',
    sessionId: 'session',
  };
}

function stored({ userId, name, email, role, teamId }: Principal, status: 'active' | 'disabled') {
  return {
    schemaVersion: 1,
    userId,
    status,
    role,
    ...(teamId === undefined ? {} : { teamId }),
    name,
    email,
    locale: 'en',
    version: 1,
    sessionGeneration: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  } as const satisfies StoredPrincipal;
}

/** Where a change comes from that Ada made in the morning of 1 March. */
export const origin = {
  userId: id('ada'),
  at: '2026-03-01T08:00:00.000Z',
  means: 'api',
  cause: 'r',
} as const;

/** The use cases' dependencies in memory; `active` and `disabled` people are in the directory. */
export function recordsBench(
  people: { readonly active?: readonly Principal[]; readonly disabled?: readonly Principal[] } = {},
) {
  const memory = createMemoryRecordStore();
  const directory = new Map([
    ...(people.active ?? []).map((each) => [each.userId, stored(each, 'active')] as const),
    ...(people.disabled ?? []).map((each) => [each.userId, stored(each, 'disabled')] as const),
  ]);
  let made = 0;
  let now = Date.parse('2026-03-01T08:00:00.000Z');
  const dependencies: RecordDependencies = {
    store: memory.store,
    definitions: shippedDefinitions,
    reads: { note: async () => undefined },
    shares: { of: async () => undefined, among: async () => new Map(), records: async () => [] },
    directory: { find: async (userId) => directory.get(userId) },
    clock: {
      now: () => {
        now += 1_000;
        return new Date(now);
      },
    },
    ids: {
      next: () => {
        made += 1;
        return String(made).padStart(26, '0');
      },
    },
    cursorSecret: { read: async () => 'a-secret-of-the-deployment-of-43-characters' },
  };
  return { ...memory, dependencies };
}
