import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { batchGet } from '#shared/data/batch-get';
import type { Administrators } from './administrators.ts';
import { administratorsKey, principalKey, StoredPrincipal } from './principal-item.ts';

const AdministratorSet = z.object({ userIds: z.set(z.string()) });

/** Administrators by the set that the last-administrator rule keeps. */
export function createDynamoAdministrators(
  documents: DynamoDBDocumentClient,
  table: string,
): Administrators {
  return {
    async list() {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: administratorsKey, ConsistentRead: true }),
      );
      const set = AdministratorSet.safeParse(Item);
      if (!set.success) return [];
      const keys = [...set.data.userIds].map(principalKey);
      return z.array(StoredPrincipal).parse(await batchGet(documents, table, keys));
    },
  };
}
