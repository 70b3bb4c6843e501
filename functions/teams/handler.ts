import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { openIdentityTable } from '#shared/auth/identity-table';
import { apiHandler } from '#shared/http/api-handler';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { createDynamoUsers } from '#shared/users/dynamo-users';
import type { StoredTeam } from '#shared/users/team-item';
import { readEnvironment } from '../define-function.ts';
import { createDynamoTeams } from './dynamo-teams.ts';
import { teamsFunction } from './function.ts';
import { readTeam } from './read-team.ts';
import { renameTeam } from './rename-team.ts';
import { teamsRoutes } from './routes.ts';

const { APP_ORIGIN, IDENTITY_TABLE } = readEnvironment(teamsFunction);
const identity = openIdentityTable(IDENTITY_TABLE);
const needs = { teams: createDynamoTeams(identity), users: createDynamoUsers(identity) };
const answer = <T extends StoredTeam>(team: T) => ({ body: team, version: team.version });

export const handler = apiHandler(
  teamsRoutes,
  {
    listTeams: async () => ({ body: { teams: [...(await needs.teams.list())] } }),
    createTeam: async ({ body }) => answer(await needs.teams.add(body.name)),
    readTeam: async ({ params }) => answer(await readTeam(needs, params.teamId)),
    renameTeam: async ({ params, body, request }) => {
      const input = { teamId: params.teamId, version: request.ifMatch ?? '', name: body.name };
      return answer(await renameTeam(needs, input));
    },
  },
  { gate: createDynamoGate(identity), permits, appOrigin: APP_ORIGIN, log: createLog('teams') },
);
