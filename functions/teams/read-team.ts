import { DomainError } from '#shared/errors/domain-error';
import type { StoredTeam } from '#shared/users/team-item';
import type { UserStore } from '#shared/users/user-store';
import type { TeamStore } from './team-store.ts';

export interface ReadTeamNeeds {
  readonly teams: Pick<TeamStore, 'find'>;
  readonly users: Pick<UserStore, 'list'>;
}

/** The team; throws `request.not_found`. */
export async function existingTeam(
  teams: Pick<TeamStore, 'find'>,
  teamId: string,
): Promise<StoredTeam> {
  const team = await teams.find(teamId);
  if (!team) throw new DomainError('request.not_found');
  return team;
}

/** A team with the people in it. */
export async function readTeam({ teams, users }: ReadTeamNeeds, teamId: string) {
  const team = await existingTeam(teams, teamId);
  const members = [];
  let cursor: string | undefined;
  do {
    const page = await users.list({ cursor, limit: 100, filter: { teamId } });
    members.push(...page.users);
    cursor = page.next;
  } while (cursor);
  return { ...team, members };
}
