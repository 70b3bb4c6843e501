import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';

/** All items under one partition of the index `principals` in table `identity`, by their sort key; a moment behind. */
export async function queryPrincipals(
  documents: DynamoDBDocumentClient,
  table: string,
  partition: string,
): Promise<readonly Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'principals',
        KeyConditionExpression: 'listPk = :pk',
        ExpressionAttributeValues: { ':pk': partition },
        ExclusiveStartKey: from,
      }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
}
