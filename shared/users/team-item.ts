import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import type { TransactAction } from '#shared/data/transact';
import { fold } from '#shared/text/fold';

/** A team: people who see each other's records where their role says so. */
export const StoredTeam = z.object({
  teamId: z.string(),
  name: z.string(),
  /** Rises with every change; the `ETag` of the team. */
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export type StoredTeam = z.output<typeof StoredTeam>;

/** Partition of the index `principals` that holds the teams, by name. */
export const teamsPartition = 'teams';

export function teamKey(teamId: string): ItemKey {
  return { pk: `team#${teamId}`, sk: 'team' };
}

/** The marker that keeps a name with one team, whatever the case and width of its letters. */
export function teamNameKey(name: string): ItemKey {
  return { pk: `team-name#${fold(name)}`, sk: 'team-name' };
}

export function toTeamItem(team: StoredTeam): Record<string, unknown> {
  return {
    ...teamKey(team.teamId),
    schemaVersion: 1,
    ...team,
    listPk: teamsPartition,
    listSk: `${fold(team.name)}\t${team.teamId}`,
  };
}

/** Refuses a transaction that names a team which is not there. */
export function teamExists(table: string, teamId: string): TransactAction {
  return {
    ConditionCheck: {
      TableName: table,
      Key: { ...teamKey(teamId) },
      ConditionExpression: 'attribute_exists(pk)',
    },
  };
}
