import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PermissionUses } from '#shared/access-reviews/review-store';
import { usesKey, usesOf } from '#shared/auth/permission-uses';
import { batchGet } from '#shared/data/batch-get';

/** Last uses from table `identity`: one item per person. */
export function createDynamoPermissionUses(
  documents: DynamoDBDocumentClient,
  table: string,
): PermissionUses {
  return {
    async of(userIds) {
      const items = await batchGet(documents, table, userIds.map(usesKey));
      return new Map(items.map(usesOf));
    },
  };
}
