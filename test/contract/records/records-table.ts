import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoDb } from '#infra/local/dynamodb/service';
import type { Faults } from '#infra/local/faults';
import { createDocumentClient } from '#shared/data/document-client';
import { tables } from '#shared/data/tables';
import { createSurroundings, OPERATOR_KEYS, serve } from '#test/support/served-cloud';

/** The table `records` in the emulated DynamoDB, spoken to through the SDK. */
export interface RecordsTable {
  readonly documents: DynamoDBDocumentClient;
  readonly name: string;
  readonly faults: Faults;
  /** The operations asked for since the table was emptied or `forgetRequests` was called. */
  requests(): readonly string[];
  forgetRequests(): void;
  /** Empties the table. */
  reset(): void;
  close(): Promise<void>;
}

export async function openRecordsTable(): Promise<RecordsTable> {
  const surroundings = createSurroundings();
  const service = createDynamoDb(surroundings.context);
  const served = await serve(surroundings, service);
  const { region, endpoint } = served.settings;
  const documents = createDocumentClient({ region, endpoint, credentials: OPERATOR_KEYS });
  await documents.send(new CreateTableCommand(tableInput('records')));
  const sent: string[] = [];
  documents.middlewareStack.add(
    (next, { commandName }) =>
      (input) => {
        sent.push((commandName ?? '').replace(/Command$/, ''));
        return next(input);
      },
    { step: 'initialize' },
  );
  return {
    documents,
    name: 'records',
    faults: surroundings.context.faults,
    requests: () => [...sent],
    forgetRequests: () => {
      sent.length = 0;
    },
    reset: () => {
      service.reset();
      sent.length = 0;
    },
    async close() {
      documents.destroy();
      await served.close();
    },
  };
}

function tableInput(TableName: string) {
  const indexes = Object.entries(tables.records.indexes);
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  const attributes = new Set(['pk', 'sk']);
  for (const [, { partitionKey, sortKey }] of indexes) attributes.add(partitionKey).add(sortKey);
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: [...attributes].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    KeySchema: keys('pk', 'sk'),
    GlobalSecondaryIndexes: indexes.map(([IndexName, index]) => ({
      IndexName,
      KeySchema: keys(index.partitionKey, index.sortKey),
      Projection: { ProjectionType: 'ALL' as const },
    })),
  };
}
