import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import type { IdentityTable } from '#shared/auth/identity-table';
import {
  firstAdministratorKey,
  loginKey,
  type StoredPrincipal,
  toPrincipalItem,
} from '#shared/auth/principal-item';
import { type TransactAction, transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import { roleHolderSteps } from '#shared/permissions/role-holders';
import { teamExists } from './team-item.ts';
import { eventBy } from './user-event.ts';
import type { Actor, NewUser, UserStore } from './user-store.ts';

const Marker = z.object({ userId: z.string() });

function newPrincipal({ clock, ids }: IdentityTable, user: NewUser): StoredPrincipal {
  const at = clock.now().toISOString();
  return {
    schemaVersion: 1,
    userId: ids.next(),
    status: 'invited',
    ...user,
    version: 1,
    sessionGeneration: 1,
    createdAt: at,
    updatedAt: at,
  };
}

/** The principal and the marker of its e-mail address; neither may be there yet. */
function principalSteps(table: string, principal: StoredPrincipal): readonly TransactAction[] {
  const { userId, email } = principal;
  return [toPrincipalItem(principal), { ...loginKey(email), userId }].map((Item) => ({
    Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' },
  }));
}

/** Adds an invited user. Throws `user.exists`. */
export async function addInvited(
  identity: IdentityTable,
  user: NewUser,
  by: Actor,
): Promise<StoredPrincipal> {
  const { documents, table } = identity;
  const principal = newPrincipal(identity, user);
  const Item = eventBy(identity, principal.userId, 'user.invited', by);
  const holders = roleHolderSteps(table, undefined, principal.role);
  const failed = await transact(documents, [
    ...principalSteps(table, principal),
    { Put: { TableName: table, Item } },
    ...holders,
    ...(user.teamId === undefined ? [] : [teamExists(table, user.teamId)]),
  ]);
  if (failed.length === 0) return principal;
  // The person, their address and the history, then the holders of the role, then the team.
  if (failed.every(({ index }) => index >= 3 + holders.length))
    throw new DomainError('team.unknown');
  if (failed.every(({ index }) => index >= 3)) throw new DomainError('role.unknown');
  const holder = await createDynamoDirectory(documents, table).findByLogin(user.email);
  throw new DomainError('user.exists', holder ? { conflictsWith: holder.userId } : {});
}

/** Adds the first administrator once and for all; later calls learn who that was. */
export async function addFirstAdministrator(
  identity: IdentityTable,
  user: NewUser,
): ReturnType<UserStore['addFirstAdministrator']> {
  const { documents, table } = identity;
  const principal = newPrincipal(identity, user);
  const { userId } = principal;
  const failed = await transact(documents, [
    ...principalSteps(table, principal),
    {
      Put: {
        TableName: table,
        Item: { ...firstAdministratorKey, userId },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    { Put: { TableName: table, Item: eventBy(identity, userId, 'user.invited', undefined) } },
    ...roleHolderSteps(table, undefined, principal.role),
  ]);
  if (failed.length === 0) return { outcome: 'added', userId };
  const first = await documents.send(
    new GetCommand({ TableName: table, Key: { ...firstAdministratorKey }, ConsistentRead: true }),
  );
  const marker = Marker.safeParse(first.Item);
  if (marker.success) return { outcome: 'taken', userId: marker.data.userId };
  throw new DomainError('user.exists');
}
