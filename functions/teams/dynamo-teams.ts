import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { IdentityTable } from '#shared/auth/identity-table';
import { queryAll } from '#shared/data/query-all';
import { type TransactAction, transact } from '#shared/data/transact';
import { DomainError } from '#shared/errors/domain-error';
import {
  StoredTeam,
  teamKey,
  teamNameKey,
  teamsPartition,
  toTeamItem,
} from '#shared/users/team-item';
import type { TeamStore } from './team-store.ts';

/** Teams in table `identity`, each with a marker that keeps its name. */
export function createDynamoTeams({ documents, table, clock, ids }: IdentityTable): TeamStore {
  const put = (
    Item: Record<string, unknown>,
    condition: Record<string, unknown>,
  ): TransactAction => ({
    Put: { TableName: table, Item, ...condition },
  });
  const isNew = { ConditionExpression: 'attribute_not_exists(pk)' };
  const marker = ({ name, teamId }: StoredTeam) => ({ ...teamNameKey(name), teamId });

  return {
    list: async () =>
      z.array(StoredTeam).parse(
        await queryAll(documents, {
          TableName: table,
          IndexName: 'principals',
          KeyConditionExpression: 'listPk = :pk',
          ExpressionAttributeValues: { ':pk': teamsPartition },
        }),
      ),

    async find(teamId) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { ...teamKey(teamId) }, ConsistentRead: true }),
      );
      return Item && StoredTeam.parse(Item);
    },

    async add(name) {
      const at = clock.now().toISOString();
      const team = { teamId: ids.next(), name, version: 1, createdAt: at, updatedAt: at };
      const failed = await transact(documents, [
        put(toTeamItem(team), isNew),
        put(marker(team), isNew),
      ]);
      if (failed.length > 0) throw new DomainError('team.exists');
      return team;
    },

    async rename(before, name) {
      const updatedAt = clock.now().toISOString();
      const team = { ...before, name, version: before.version + 1, updatedAt };
      const moves = teamNameKey(name).pk !== teamNameKey(before.name).pk;
      const failed = await transact(documents, [
        put(toTeamItem(team), {
          ConditionExpression: 'version = :before',
          ExpressionAttributeValues: { ':before': before.version },
        }),
        ...(moves
          ? [
              put(marker(team), isNew),
              { Delete: { TableName: table, Key: { ...teamNameKey(before.name) } } },
            ]
          : []),
      ]);
      if (failed.some(({ index }) => index === 0)) throw new DomainError('record.version_conflict');
      if (failed.length > 0) throw new DomainError('team.exists');
      return team;
    },
  };
}
