import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet, type ItemKey } from '#shared/data/batch-get';
import { registryKey, versionsOf } from '#shared/data/registry';
import type { DefinitionCache } from '#shared/definitions/definition-cache';
import { withCustomFields } from './custom-rights.ts';
import type { Rights } from './rights.ts';
import { unstoredRights } from './role.ts';
import { fromRoleItem, roleKey } from './role-item.ts';

/** The rights of roles, kept in memory by version (docs/decisions/0007-roles-by-version.md). */
export interface RoleCache {
  /** By the registry that was read with the request; a trip only for a version not seen before. */
  rightsOf(roleId: string, registry: unknown): Promise<Rights>;
  /** For callers that have not read the registry. */
  read(roleId: string): Promise<Rights>;
}

/**
 * With `definitions` these are brought up to the registry at the same time, and the rights say what they
 * mean for administrators' fields.
 */
export function createRoleCache(
  documents: DynamoDBDocumentClient,
  table: string,
  definitions?: DefinitionCache,
): RoleCache {
  const kept = new Map<string, Rights & { readonly version: number }>();
  // The gate's own permission is BatchGetItem, and every function with routes has it.
  const get = async (key: ItemKey) => (await batchGet(documents, table, [key]))[0];
  const contentOf = async (roleId: string, registry: unknown): Promise<Rights> => {
    const version = versionsOf('role', registry).get(roleId);
    if (version === undefined) return unstoredRights(roleId);
    const found = kept.get(roleId);
    // Never an older one: a registry read a moment ago may be behind the role.
    if (found && found.version >= version) return found;
    const role = fromRoleItem(await get(roleKey(roleId)));
    if (!role) return unstoredRights(roleId);
    kept.set(roleId, role);
    return role;
  };
  // Walking through every field of every grant is too much for each request.
  const meant = new WeakMap<Rights, { readonly versions: string; readonly rights: Rights }>();
  const meaningOf = (rights: Rights, described: DefinitionCache): Rights => {
    const versions = JSON.stringify(described.versions());
    const known = meant.get(rights);
    if (known?.versions === versions) return known.rights;
    const meaning = withCustomFields(rights, described);
    meant.set(rights, { versions, rights: meaning });
    return meaning;
  };
  const cache: RoleCache = {
    async rightsOf(roleId, registry) {
      const [rights] = await Promise.all([
        contentOf(roleId, registry),
        definitions?.follow(registry),
      ]);
      return definitions ? meaningOf(rights, definitions) : rights;
    },
    read: async (roleId) => cache.rightsOf(roleId, await get(registryKey)),
  };
  return cache;
}
