import type { StoredTeam } from '#shared/users/team-item';

/** The teams of the organisation. */
export interface TeamStore {
  /** All of them by name, a moment behind. */
  list(): Promise<readonly StoredTeam[]>;
  find(teamId: string): Promise<StoredTeam | undefined>;
  /** Throws `team.exists`. */
  add(name: string): Promise<StoredTeam>;
  /** Throws `team.exists`, and `record.version_conflict` unless the team still is `before`. */
  rename(before: StoredTeam, name: string): Promise<StoredTeam>;
}
