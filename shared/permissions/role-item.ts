import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import { objectNames } from '#shared/objects/names';
import { BothLanguages } from '#shared/text/both-languages';
import { duties, recordActions } from './permission.ts';
import { fieldAccesses, noRights, scopes } from './rights.ts';
import { type Role, unstoredRights } from './role.ts';

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
  customFields: z
    .object({
      financial: z.enum(fieldAccesses).optional(),
      personal: z.enum(fieldAccesses).optional(),
      other: z.enum(fieldAccesses).optional(),
    })
    .optional(),
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
  names: BothLanguages,
  version: z.int(),
  asShipped: z.boolean(),
  mfaRequired: z.boolean(),
  grants: known(StoredGrant),
  duties: known(z.enum(duties)),
});

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
