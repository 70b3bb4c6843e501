import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoSessions } from '#shared/auth/dynamo-sessions';
import type { IdentityTable } from '#shared/auth/identity-table';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { RoleName } from '#shared/permissions/roles';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import { toTeamItem } from '#shared/users/team-item';

export const origin = { sourceIp: '203.0.113.7', device: 'Firefox on Linux' };
export const actor = { userId: 'operator', origin };
export const tokens = {
  accessToken: 'access-token-of-cognito',
  refreshToken: 'refresh-of-cognito',
};

/** Invites a person and signs them in for the first time. */
export async function activate(identity: IdentityTable, login: string, role: RoleName = 'sales') {
  const users = createDynamoUsers(identity);
  const email = `${login}@example.com`;
  const invited = await users.add({ email, name: login, role, locale: 'en' }, actor);
  await users.linkAccount(invited.userId, `sub-of-${login}`);
  const { token } = await createDynamoSessions(identity).open(invited, tokens, origin);
  return { token, user: await present(identity, invited.userId) };
}

/** Makes a team with an id of the test's own choice. */
export async function addTeam({ documents, table }: IdentityTable, teamId: string): Promise<void> {
  const at = '2026-03-01T10:00:00.000Z';
  const Item = toTeamItem({ teamId, name: teamId, version: 1, createdAt: at, updatedAt: at });
  await documents.send(new PutCommand({ TableName: table, Item }));
}

/** The person as stored now. */
export async function present(identity: IdentityTable, userId: string): Promise<StoredPrincipal> {
  return (await createDynamoUsers(identity).find(userId))!;
}
