import type { IdentityTable } from '#shared/auth/identity-table';
import { addAdministrator } from '#shared/auth/open-session';
import { administratorsKey, principalKey, type StoredPrincipal } from '#shared/auth/principal-item';
import type { SecurityEventName } from '#shared/auth/security-event';
import { type TransactAction, transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import { roleHolderSteps } from '#shared/permissions/role-holders';
import { eventBy } from './user-event.ts';
import type { Actor, UserChange } from './user-store.ts';

const isActiveAdministrator = ({ role, status }: Pick<StoredPrincipal, 'role' | 'status'>) =>
  role === 'administrator' && status === 'active';

/** Changes a user together with the set of administrators, if their version still is that of `before`. */
export async function changeItems(
  identity: IdentityTable,
  before: StoredPrincipal,
  change: UserChange,
  event: SecurityEventName,
  by: Actor,
): Promise<StoredPrincipal> {
  const { endsSessions = false, ...wanted } = change;
  const { teamId: oldTeam, ...rest } = before;
  const teamId = wanted.teamId === undefined ? oldTeam : (wanted.teamId ?? undefined);
  const after: StoredPrincipal = {
    ...rest,
    name: wanted.name ?? before.name,
    role: wanted.role ?? before.role,
    status: wanted.status ?? before.status,
    ...(teamId === undefined ? {} : { teamId }),
    version: before.version + 1,
    updatedAt: identity.clock.now().toISOString(),
  };
  const Item = eventBy(identity, before.userId, event, by);
  const holders = roleHolderSteps(identity.table, before.role, after.role);
  const failed = await transact(identity.documents, [
    principalStep(identity.table, before, after, endsSessions),
    { Put: { TableName: identity.table, Item } },
    ...holders,
    ...administratorSteps(identity.table, before, after),
  ]);
  if (failed.some(({ index }) => index === 0)) throw new DomainError('record.version_conflict');
  // The person, the history and then the holders; only a role that is not there can refuse them.
  if (failed.some(({ index }) => index < 2 + holders.length)) throw new DomainError('role.unknown');
  if (failed.length > 0) throw new DomainError('user.last_administrator');
  return after;
}

function principalStep(
  table: string,
  before: StoredPrincipal,
  { name, role, status, teamId, version, updatedAt }: StoredPrincipal,
  endsSessions: boolean,
): TransactAction {
  const set =
    'SET #name = :name, #role = :role, #status = :status, version = :version, updatedAt = :at';
  const team = teamId === undefined ? ' REMOVE teamId' : ', teamId = :team';
  const generation = endsSessions ? ' ADD sessionGeneration :one' : '';
  return {
    Update: {
      TableName: table,
      Key: principalKey(before.userId),
      UpdateExpression: set + team + generation,
      ConditionExpression: 'version = :before',
      ExpressionAttributeNames: { '#name': 'name', '#role': 'role', '#status': 'status' },
      ExpressionAttributeValues: {
        ':name': name,
        ':role': role,
        ':status': status,
        ':version': version,
        ':at': updatedAt,
        ':before': before.version,
        ...(teamId === undefined ? {} : { ':team': teamId }),
        ...(endsSessions ? { ':one': 1 } : {}),
      },
    },
  };
}

function administratorSteps(
  table: string,
  before: StoredPrincipal,
  after: StoredPrincipal,
): readonly TransactAction[] {
  const was = isActiveAdministrator(before);
  const willBe = isActiveAdministrator(after);
  if (was === willBe) return [];
  if (willBe) return [addAdministrator(table, before.userId)];
  return [
    {
      Update: {
        TableName: table,
        Key: administratorsKey,
        UpdateExpression: 'DELETE userIds :ids',
        ConditionExpression: 'contains(userIds, :id) AND size(userIds) > :one',
        ExpressionAttributeValues: {
          ':ids': new Set([before.userId]),
          ':id': before.userId,
          ':one': 1,
        },
      },
    },
  ];
}
