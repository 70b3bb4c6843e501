import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Makes the table `search`: keys only, without an index. */
export async function createSearchTable(documents: DynamoDBDocumentClient): Promise<void> {
  const key = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  await documents.send(
    new CreateTableCommand({
      TableName: 'search',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [key('pk'), key('sk')],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
}
