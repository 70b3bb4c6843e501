import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { IdentityTable } from './identity-table.ts';
import type { People } from './people.ts';
import { StoredPrincipal } from './principal-item.ts';

/** People from the index `principals`, a moment behind. */
export function createDynamoPeople({
  documents,
  table,
}: Pick<IdentityTable, 'documents' | 'table'>): People {
  return {
    async page({ after, limit }) {
      const { Items, LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'principals',
          KeyConditionExpression: after ? 'listPk = :pk AND listSk > :after' : 'listPk = :pk',
          ExpressionAttributeValues: { ':pk': 'principals', ...(after ? { ':after': after } : {}) },
          Limit: limit,
        }),
      );
      const people = z.array(StoredPrincipal).parse(Items ?? []);
      return { people, next: LastEvaluatedKey ? people.at(-1)?.userId : undefined };
    },
  };
}
