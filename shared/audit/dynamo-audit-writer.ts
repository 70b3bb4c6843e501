import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { toAuditItem } from './audit-item.ts';
import type { AuditWriter } from './audit-log.ts';
import type { AuditTable } from './audit-table.ts';

/** Writes to table `audit`: three write units an entry, one for the item and one for each index. */
export function createDynamoAuditWriter(
  documents: DynamoDBDocumentClient,
  { table, retentionMonths }: AuditTable,
): AuditWriter {
  return {
    async note(entry) {
      try {
        await documents.send(
          new PutCommand({
            TableName: table,
            Item: toAuditItem(entry, retentionMonths),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}
