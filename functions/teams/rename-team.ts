import { DomainError } from '#shared/errors/domain-error';
import type { StoredTeam } from '#shared/users/team-item';
import { existingTeam } from './read-team.ts';
import type { TeamStore } from './team-store.ts';

/**
 * Gives a team another name. Throws `team.exists`, and `record.version_conflict` unless `version` is
 * the present one.
 */
export async function renameTeam(
  { teams }: { readonly teams: Pick<TeamStore, 'find' | 'rename'> },
  input: { readonly teamId: string; readonly version: string; readonly name: string },
): Promise<StoredTeam> {
  const team = await existingTeam(teams, input.teamId);
  if (String(team.version) !== input.version) throw new DomainError('record.version_conflict');
  return await teams.rename(team, input.name);
}
