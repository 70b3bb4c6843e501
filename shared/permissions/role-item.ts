import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import { objectNames } from '#shared/objects/names';
import { duties, recordActions } from './permission.ts';
import { noRights, scopes } from './rights.ts';
import { type Role, unstoredRights } from './role.ts';

/**
 * Says which roles are stored and in which version: the gate reads it in the same trip as session and
 * principal, and a role's content only when the version is new to the environment.
 */
export const registryKey = { pk: 'roles', sk: 'registry' } as const satisfies ItemKey;

export function roleKey(roleId: string): ItemKey {
  return { pk: `role#${roleId}`, sk: 'role' };
}

/**
 * Counts who has a role, in the transactions that give and take it. It outlives a role that was made here,
 * so that the id is never used for another one.
 */
export function holdersKey(roleId: string): ItemKey {
  return { pk: `role#${roleId}`, sk: 'holders' };
}

const StoredGrant = z.object({
  object: z.enum(objectNames),
  actions: z.array(z.enum(recordActions)),
  scope: z.enum(scopes),
  hidden: z.array(z.string()).optional(),
  readOnly: z.array(z.string()).optional(),
});

/** Reads what it knows and leaves out the rest: a grant for what is no more grants nothing. */
function known<T extends z.ZodType>(schema: T) {
  return z.array(z.unknown()).transform((all) =>
    all.flatMap((each) => {
      const parsed = schema.safeParse(each);
      return parsed.success ? [parsed.data] : [];
    }),
  );
}

const StoredRole = z.object({
  schemaVersion: z.literal(1),
  roleId: z.string(),
  names: z.object({ en: z.string(), zh: z.string() }),
  version: z.int(),
  asShipped: z.boolean(),
  mfaRequired: z.boolean(),
  grants: known(StoredGrant),
  duties: known(z.enum(duties)),
});

/** The registry's attribute with a stored role's version. */
export function versionAttribute(roleId: string): string {
  return `version:${roleId}`;
}

const Registry = z.record(z.string(), z.unknown());

/** Stored roles by id with their versions; none before the first edit. */
export function versionsOf(registry: unknown): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(Registry.parse(registry ?? {})).flatMap(([name, version]) => {
      const [prefix, roleId] = name.split(':');
      return prefix === 'version' && roleId && typeof version === 'number'
        ? [[roleId, version] as const]
        : [];
    }),
  );
}

export function toRoleItem(role: Role): Record<string, unknown> {
  const rights = role.asShipped ? noRights : role;
  const { grants, duties: given } = rights;
  return { ...roleKey(role.roleId), schemaVersion: 1, ...role, grants, duties: given };
}

export function fromRoleItem(item: unknown): Role | undefined {
  if (item === undefined) return undefined;
  const { schemaVersion: _, ...role } = StoredRole.parse(item);
  return role.asShipped ? { ...role, ...unstoredRights(role.roleId) } : role;
}
