import {
  type DynamoDBDocumentClient,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';

/** All items that a query finds, in its order, however many pages of 1 MB they fill. */
export async function queryAll(
  documents: DynamoDBDocumentClient,
  query: QueryCommandInput,
): Promise<readonly Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for await (const page of paginateQuery({ client: documents }, { ...query }))
    items.push(...(page.Items ?? []));
  return items;
}

/** How many items a query finds, without sending them. */
export async function countAll(
  documents: DynamoDBDocumentClient,
  query: QueryCommandInput,
): Promise<number> {
  let count = 0;
  const counting: QueryCommandInput = { ...query, Select: 'COUNT' };
  for await (const page of paginateQuery({ client: documents }, counting)) count += page.Count ?? 0;
  return count;
}
