import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { IdentityTable } from '#shared/auth/identity-table';
import { toRoleEventItem } from '#shared/auth/security-event';
import { batchGet } from '#shared/data/batch-get';
import { registryKey, versionAttribute, versionsOf } from '#shared/data/registry';
import { type TransactAction, transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import { isShipped, type Role, shippedRole } from './role.ts';
import { fromRoleItem, holdersKey, roleKey, toRoleItem } from './role-item.ts';
import type { HeldRole, RoleEvent, RoleStore } from './role-store.ts';
import { roleNames } from './roles.ts';

const Holders = z.object({ pk: z.string(), holders: z.int() });

/** Roles in table `identity`; each write moves the registry that the gate reads, in the same transaction. */
export function createDynamoRoles(identity: IdentityTable): RoleStore {
  const { documents, table } = identity;
  const read = async (roleIds: readonly string[]): Promise<HeldRole[]> => {
    const keys = roleIds.flatMap((roleId) => [roleKey(roleId), holdersKey(roleId)]);
    const items = await batchGet(documents, table, keys);
    const counts = new Map(
      items.flatMap((item) => {
        const parsed = Holders.safeParse(item);
        return parsed.success ? [[parsed.data.pk, parsed.data.holders] as const] : [];
      }),
    );
    return roleIds.flatMap((roleId) => {
      const { pk, sk } = roleKey(roleId);
      const stored = fromRoleItem(items.find((item) => item['pk'] === pk && item['sk'] === sk));
      const role = stored ?? (isShipped(roleId) ? shippedRole(roleId) : undefined);
      return role ? [{ ...role, holders: counts.get(pk) ?? 0 }] : [];
    });
  };
  return {
    find: async (roleId) => (await read([roleId]))[0],

    async list() {
      const key = { TableName: table, Key: { ...registryKey }, ConsistentRead: true };
      const { Item } = await documents.send(new GetCommand(key));
      const others = [...versionsOf('role', Item).keys()].filter((roleId) => !isShipped(roleId));
      return read([...roleNames, ...others.sort()]);
    },

    async create(role, event) {
      const failed = await transact(documents, [
        putRole(table, role),
        {
          Put: {
            TableName: table,
            Item: { ...holdersKey(role.roleId), holders: 0 },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        register(table, role),
        note(identity, role.roleId, event),
      ]);
      if (failed.length > 0) throw new DomainError('role.exists');
    },

    async change(after, event) {
      const failed = await transact(documents, [
        putRole(table, after),
        register(table, after),
        note(identity, after.roleId, event),
      ]);
      if (failed.length > 0) throw new DomainError('record.version_conflict');
    },

    async remove(role, event) {
      const failed = await transact(documents, [
        {
          Delete: {
            TableName: table,
            Key: { ...roleKey(role.roleId) },
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: { ':version': role.version },
          },
        },
        {
          Update: {
            TableName: table,
            Key: { ...holdersKey(role.roleId) },
            UpdateExpression: 'SET removedAt = :at',
            ConditionExpression: 'holders = :none',
            ExpressionAttributeValues: { ':at': identity.clock.now().toISOString(), ':none': 0 },
          },
        },
        {
          Update: {
            TableName: table,
            Key: { ...registryKey },
            UpdateExpression: 'REMOVE #version',
            ExpressionAttributeNames: { '#version': versionAttribute('role', role.roleId) },
          },
        },
        note(identity, role.roleId, event),
      ]);
      if (failed.some(({ index }) => index === 0)) throw new DomainError('record.version_conflict');
      if (failed.length > 0) throw new DomainError('role.in_use');
    },
  };
}

/** Puts the role if the stored one is of the version before; the first version of any role is new. */
function putRole(table: string, role: Role): TransactAction {
  return {
    Put: {
      TableName: table,
      Item: toRoleItem(role),
      ...(role.version === 1
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :before',
            ExpressionAttributeValues: { ':before': role.version - 1 },
          }),
    },
  };
}

function register(table: string, { roleId, version }: Role): TransactAction {
  return {
    Update: {
      TableName: table,
      Key: { ...registryKey },
      UpdateExpression: 'SET #version = :version',
      ExpressionAttributeNames: { '#version': versionAttribute('role', roleId) },
      ExpressionAttributeValues: { ':version': version },
    },
  };
}

function note({ table, clock, ids }: IdentityTable, roleId: string, event: RoleEvent) {
  const Item = toRoleEventItem({ ...event, eventId: ids.next(), roleId, at: clock.now() });
  return { Put: { TableName: table, Item } };
}
