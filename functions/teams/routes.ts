import * as z from 'zod';
import { PersonName } from '#shared/auth/credentials';
import { defineRoutes } from '#shared/http/route';
import { TeamId } from '#shared/users/user-schemas';

const Team = z.object({
  teamId: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

const params = z.object({ teamId: TeamId });
const shared = { permission: 'users.manage' } as const;

export const teamsRoutes = defineRoutes({
  listTeams: {
    method: 'GET',
    path: '/teams',
    summary: 'List the teams of the organisation by name',
    permission: 'signed-in',
    apiKeys: true,
    status: 200,
    response: z.object({ teams: z.array(Team) }),
    errors: [],
  },
  createTeam: {
    ...shared,
    method: 'POST',
    path: '/teams',
    summary: 'Add a team',
    body: z.strictObject({ name: PersonName }),
    status: 201,
    response: Team,
    errors: ['team.exists'],
  },
  readTeam: {
    ...shared,
    method: 'GET',
    path: '/teams/{teamId}',
    summary: 'Read a team with its members',
    params,
    status: 200,
    response: Team.extend({
      members: z.array(
        z.object({ userId: z.string(), name: z.string(), role: z.string(), status: z.string() }),
      ),
    }),
    errors: ['request.not_found'],
  },
  renameTeam: {
    ...shared,
    method: 'PATCH',
    path: '/teams/{teamId}',
    summary: 'Rename a team',
    params,
    body: z.strictObject({ name: PersonName }),
    status: 200,
    response: Team,
    errors: ['request.not_found', 'record.version_conflict', 'team.exists'],
    versioned: true,
  },
});
