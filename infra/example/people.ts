import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import type { IdentityTable } from '#shared/auth/identity-table';
import { addAdministrator } from '#shared/auth/open-session';
import {
  firstAdministratorKey,
  loginKey,
  type StoredPrincipal,
  toPrincipalItem,
} from '#shared/auth/principal-item';
import { newTemporaryPassword } from '#shared/auth/temporary-password';
import { transact } from '#shared/data/transact';
import { roleHolderSteps } from '#shared/permissions/role-holders';
import { type RoleName, roleNames } from '#shared/permissions/roles';
import { teamNameKey, toTeamItem } from '#shared/users/team-item';
import type { ReadyAccounts } from './ready-accounts.ts';

/** An example person and how to sign in as them. */
export interface ExamplePerson {
  readonly userId: string;
  readonly role: RoleName;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

const example = {
  administrator: { name: 'Alex Morgan', login: 'alex', locale: 'en' },
  manager: { name: '陈静', login: 'chen.jing', locale: 'zh' },
  sales: { name: 'Sam Rivera', login: 'sam', locale: 'en' },
  support: { name: '王伟', login: 'wang.wei', locale: 'zh' },
  marketing: { name: 'Maria Santos', login: 'maria', locale: 'en' },
  finance: { name: '李娜', login: 'li.na', locale: 'zh' },
  'read-only': { name: 'Robin Chen', login: 'robin', locale: 'en' },
} as const satisfies Record<RoleName, { name: string; login: string; locale: 'en' | 'zh' }>;

/** The example team: those whose role sees the records of a team. */
export const exampleTeamId = 'team-example';

export interface ExamplePeopleNeeds extends IdentityTable {
  readonly provider: ReadyAccounts;
}

/**
 * Creates one active person per role, with passwords that are new each time and known only to the
 * caller. People whom an earlier, interrupted call made are kept and get the new password.
 */
export async function createExamplePeople(
  needs: ExamplePeopleNeeds,
): Promise<readonly ExamplePerson[]> {
  const people: ExamplePerson[] = [];
  await createExampleTeam(needs);
  for (const role of roleNames) people.push(await createPerson(needs, role));
  return people;
}

async function createExampleTeam({ documents, table, clock }: IdentityTable): Promise<void> {
  const at = clock.now().toISOString();
  const name = 'Example team';
  const team = { teamId: exampleTeamId, name, version: 1, createdAt: at, updatedAt: at };
  const ConditionExpression = 'attribute_not_exists(pk)';
  // Where it stands already, all of it stays as it is.
  await transact(documents, [
    { Put: { TableName: table, Item: toTeamItem(team), ConditionExpression } },
    { Put: { TableName: table, Item: { ...teamNameKey(name), teamId: exampleTeamId } } },
  ]);
}

async function createPerson(
  { provider, ...identity }: ExamplePeopleNeeds,
  role: RoleName,
): Promise<ExamplePerson> {
  const { name, login, locale } = example[role];
  const email = `${login}@example.com`;
  const password = newTemporaryPassword();
  const { username } = await provider.createReady(email, password);
  const directory = createDynamoDirectory(identity.documents, identity.table);
  const earlier = await directory.findByLogin(email);
  if (earlier) return { userId: earlier.userId, role, name, email, password };
  const at = identity.clock.now().toISOString();
  const principal: StoredPrincipal = {
    schemaVersion: 1,
    userId: identity.ids.next(),
    status: 'active',
    role,
    teamId: exampleTeamId,
    name,
    email,
    locale,
    version: 1,
    sessionGeneration: 1,
    cognitoUsername: username,
    createdAt: at,
    updatedAt: at,
    passwordChangedAt: at,
  };
  await store(identity, principal);
  return { userId: principal.userId, role, name, email, password };
}

async function store(identity: IdentityTable, principal: StoredPrincipal): Promise<void> {
  const { userId, email, role } = principal;
  const { documents, table: TableName } = identity;
  const put = (Item: Record<string, unknown>) => ({
    Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' },
  });
  const failed = await transact(documents, [
    put(toPrincipalItem(principal)),
    put({ ...loginKey(email), userId }),
    ...roleHolderSteps(TableName, undefined, role),
    ...(role === 'administrator'
      ? [addAdministrator(TableName, userId), put({ ...firstAdministratorKey, userId })]
      : []),
  ]);
  if (failed.length > 0) throw new Error(`There is somebody with the address ${email} already.`);
}
