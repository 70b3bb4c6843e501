import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { batchGetItem, batchWriteItem } from '#infra/local/dynamodb/batch-operations';
import { type Operation, openEngine } from '#infra/local/dynamodb/engine';
import { deleteItem, getItem, putItem, updateItem } from '#infra/local/dynamodb/item-operations';
import { query, scan } from '#infra/local/dynamodb/query-operations';
import { createTable } from '#infra/local/dynamodb/table-operations';
import { transactWriteItems } from '#infra/local/dynamodb/transaction-operations';
import type { CloudContext, CloudService, ServiceRequest } from '#infra/local/service';
import type { IdentityTable } from '#shared/auth/identity-table';
import { createDocumentClient } from '#shared/data/document-client';
import { tables } from '#shared/data/tables';
import { ulidSource } from '#shared/domain/ids';
import { createSurroundings, OPERATOR_KEYS, serve } from '#test/support/served-cloud';

const operations: Readonly<Record<string, Operation>> = {
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  CreateTable: createTable,
  DeleteItem: deleteItem,
  GetItem: getItem,
  PutItem: putItem,
  Query: query,
  Scan: scan,
  TransactWriteItems: transactWriteItems,
  UpdateItem: updateItem,
};

/** The table `identity` in the emulated DynamoDB, spoken to through the SDK, at a time of our own. */
export interface TestIdentity extends IdentityTable {
  /** Operations sent since the last question. */
  requests(): string[];
  /** Moves the product's clock; items past their time to live stay, as they may on AWS. */
  pass(minutes: number): void;
  /** Everything that is stored, to look for what must not be. */
  dump(): Promise<string>;
  close(): Promise<void>;
}

export async function openTestIdentity(): Promise<TestIdentity> {
  const sent: string[] = [];
  const surroundings = createSurroundings();
  const { settings, close } = await serve(surroundings, dynamodb(surroundings.context, sent));
  const documents = createDocumentClient({ ...settings, credentials: OPERATOR_KEYS });
  await documents.send(new CreateTableCommand(identityTable()));
  let now = Date.parse('2026-03-01T10:00:00.000Z');
  return {
    documents,
    table: 'identity',
    clock: { now: () => new Date(now) },
    ids: ulidSource,
    requests: () => sent.splice(0),
    pass: (minutes) => {
      now += minutes * 60_000;
    },
    dump: async () =>
      JSON.stringify((await documents.send(new ScanCommand({ TableName: 'identity' }))).Items),
    async close() {
      documents.destroy();
      await close();
    },
  };
}

function identityTable() {
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  return {
    TableName: 'identity',
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: ['pk', 'sk', 'listPk', 'listSk'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    KeySchema: keys('pk', 'sk'),
    GlobalSecondaryIndexes: Object.entries(tables.identity.indexes).map(([IndexName, index]) => ({
      IndexName,
      KeySchema: keys(index.partitionKey, index.sortKey),
      Projection: { ProjectionType: 'ALL' as const },
    })),
  };
}

function dynamodb(context: CloudContext, sent: string[]): CloudService {
  const engine = openEngine(context);
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  const nameOf = ({ headers }: ServiceRequest) => headers['x-amz-target']?.split('.')[1] ?? '';
  return {
    needs: () => [],
    reset: () => undefined,
    async handle(request) {
      const name = nameOf(request);
      const operation = operations[name];
      if (!operation) throw new Error(`The test serves no ${name}.`);
      sent.push(name);
      const document = operation(engine, JSON.parse(Buffer.from(request.body).toString()));
      return { status: 200, headers, body: JSON.stringify(document) };
    },
    refuse: (_request, { code, message, status, details }) => ({
      status,
      headers,
      body: JSON.stringify({ __type: `com.amazonaws.dynamodb#${code}`, message, ...details }),
    }),
  };
}
