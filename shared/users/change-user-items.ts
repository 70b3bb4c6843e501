import type { IdentityTable } from '#shared/auth/identity-table';
import { moveLogin } from '#shared/auth/login-steps';
import { addAdministrator } from '#shared/auth/open-session';
import { administratorsKey, principalKey, type StoredPrincipal } from '#shared/auth/principal-item';
import type { SecurityEventName } from '#shared/auth/security-event';
import { type TransactAction, transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import { roleHolderSteps } from '#shared/permissions/role-holders';
import { teamExists } from './team-item.ts';
import { eventBy } from './user-event.ts';
import type { Actor, UserChange } from './user-store.ts';

const isActiveAdministrator = ({ role, status }: Pick<StoredPrincipal, 'role' | 'status'>) =>
  role === 'administrator' && status === 'active';

/** A change that null empties, undefined leaves. */
const changed = <T>(before: T | undefined, wanted: T | null | undefined) =>
  wanted === undefined ? before : (wanted ?? undefined);

/** Changes a user together with the set of administrators, if their version still is that of `before`. */
export async function changeItems(
  identity: IdentityTable,
  before: StoredPrincipal,
  change: UserChange,
  event: SecurityEventName,
  by: Actor,
): Promise<StoredPrincipal> {
  const { endsSessions = false, ...wanted } = change;
  const {
    teamId: oldTeam,
    managerId: oldManager,
    factorDue: wasDue,
    userName: oldName,
    ...rest
  } = before;
  const at = identity.clock.now();
  const teamId = changed(oldTeam, wanted.teamId);
  const managerId = changed(oldManager, wanted.managerId);
  const factorDue = wanted.factorDue ?? wasDue;
  const userName = changed(oldName, wanted.userName);
  const updatedAt = at.toISOString();
  const endsKeys = wanted.status === 'locked' || wanted.status === 'disabled';
  const after: StoredPrincipal = {
    ...rest,
    name: wanted.name ?? before.name,
    role: wanted.role ?? before.role,
    status: wanted.status ?? before.status,
    locale: wanted.locale ?? before.locale,
    ...(teamId === undefined ? {} : { teamId }),
    ...(managerId === undefined ? {} : { managerId }),
    ...(factorDue === undefined ? {} : { factorDue }),
    ...(userName === undefined ? {} : { userName }),
    ...(endsKeys ? { keysEndedAt: updatedAt } : {}),
    version: before.version + 1,
    updatedAt,
  };
  const Item = eventBy(identity, before.userId, event, by);
  const holders = roleHolderSteps(identity.table, before.role, after.role);
  const team =
    teamId === undefined || teamId === oldTeam ? [] : [teamExists(identity.table, teamId)];
  const move = {
    userId: before.userId,
    kind: 'userName',
    former: oldName,
    login: userName,
  } as const;
  const moved = { changeId: identity.ids.next(), at };
  const logins = oldName === userName ? [] : moveLogin(identity.table, move, moved);
  const failed = await transact(identity.documents, [
    principalStep(identity.table, before, after, endsSessions),
    { Put: { TableName: identity.table, Item } },
    ...holders,
    ...team,
    ...logins,
    ...administratorSteps(identity.table, before, after),
  ]);
  if (failed.some(({ index }) => index === 0)) throw new DomainError('record.version_conflict');
  // The person, the history, the holders, the team and the login, each with a refusal of its own.
  const places = 2 + holders.length;
  if (failed.some(({ index }) => index < places)) throw new DomainError('role.unknown');
  if (failed.some(({ index }) => index < places + team.length))
    throw new DomainError('team.unknown');
  if (failed.some(({ index }) => index < places + team.length + logins.length))
    throw new DomainError('user.exists');
  if (failed.length > 0) throw new DomainError('user.last_administrator');
  return after;
}

/** Everything a change can touch; what is absent afterwards is removed. */
const fields = [
  'name',
  'role',
  'status',
  'locale',
  'teamId',
  'managerId',
  'factorDue',
  'userName',
  'keysEndedAt',
  'version',
  'updatedAt',
] as const satisfies readonly (keyof StoredPrincipal)[];

function principalStep(
  table: string,
  before: StoredPrincipal,
  after: StoredPrincipal,
  endsSessions: boolean,
): TransactAction {
  const set = fields.filter((field) => after[field] !== undefined);
  const removed = fields.filter((field) => after[field] === undefined);
  const list = (names: readonly string[], form: (name: string) => string) =>
    names.map(form).join(', ');
  return {
    Update: {
      TableName: table,
      Key: principalKey(before.userId),
      UpdateExpression: [
        `SET ${list(set, (field) => `#${field} = :${field}`)}`,
        ...(removed.length > 0 ? [`REMOVE ${list(removed, (field) => `#${field}`)}`] : []),
        ...(endsSessions ? ['ADD sessionGeneration :one'] : []),
      ].join(' '),
      ConditionExpression: '#version = :before',
      ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(set.map((field) => [`:${field}`, after[field]])),
        ':before': before.version,
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
