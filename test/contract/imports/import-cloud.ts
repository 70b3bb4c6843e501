import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { batchGetItem } from '#infra/local/dynamodb/batch-operations';
import { type Operation, openEngine } from '#infra/local/dynamodb/engine';
import { deleteItem, getItem, putItem, updateItem } from '#infra/local/dynamodb/item-operations';
import { query } from '#infra/local/dynamodb/query-operations';
import { createTable } from '#infra/local/dynamodb/table-operations';
import { transactWriteItems } from '#infra/local/dynamodb/transaction-operations';
import type { CloudContext, CloudService } from '#infra/local/service';
import { createDocumentClient } from '#shared/data/document-client';
import { type IndexDefinition, type TableName, tables } from '#shared/data/tables';
import { ulidSource } from '#shared/domain/ids';
import type { ChunkMessage } from '#shared/imports/chunk-queue';
import { createDynamoImportStore } from '#shared/imports/dynamo-import-store';
import { createDynamoMatchClaims } from '#shared/imports/dynamo-match-claims';
import { createDynamoSavedMappings } from '#shared/imports/dynamo-saved-mappings';
import { createS3ImportFiles } from '#shared/imports/s3-import-files';
import type { Stage } from '#shared/imports/stage';
import { systemPrincipal } from '#shared/imports/system-principal';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import { roles } from '#shared/permissions/roles';
import { createDynamoBulkRecordStore } from '#shared/records/dynamo-bulk-record-store';
import { createSurroundings, OPERATOR_KEYS, serve } from '#test/support/served-cloud';
import { serveBuckets } from '../s3/served-bucket.ts';

const operations: Readonly<Record<string, Operation>> = {
  BatchGetItem: batchGetItem,
  CreateTable: createTable,
  DeleteItem: deleteItem,
  GetItem: getItem,
  PutItem: putItem,
  Query: query,
  TransactWriteItems: transactWriteItems,
  UpdateItem: updateItem,
};

/** Imports over the emulated DynamoDB and S3, spoken to through the SDK; the queue is a list. */
export async function openImportCloud() {
  const buckets = await serveBuckets();
  const surroundings = createSurroundings();
  const database = await serve(surroundings, dynamodb(surroundings.context));
  // Client and cloud share this process: while one is at work, the other's connections wait.
  const patience = { credentials: OPERATOR_KEYS, maxAttempts: 5, requestHandler: {} };
  const documents = createDocumentClient({ ...database.settings, ...patience });
  const client = new S3Client({ ...buckets.settings, ...patience });
  for (const name of ['records', 'jobs'] as const)
    await documents.send(new CreateTableCommand(tableInput(name)));
  let time = Date.parse('2026-03-01T10:00:00.000Z');
  const now = () => new Date(time).toISOString();
  const messages: ChunkMessage[] = [];
  const bucket = 'versioned';
  const needs = {
    now,
    definitions: { ...shippedDefinitions, refresh: async () => undefined },
    bucket,
    chunkRows: 500,
    heap: { hold: () => undefined, collect: () => undefined, release: () => undefined },
    ids: ulidSource,
    store: createDynamoImportStore(documents, 'jobs', now),
    files: createS3ImportFiles(client, bucket),
    records: createDynamoBulkRecordStore(documents, 'records'),
    claims: createDynamoMatchClaims(documents, 'records'),
    erased: { isAnybody: async () => false, among: async () => new Set<string>() },
    starters: { find: async () => ({ ...systemPrincipal, rights: roles.manager }) },
    matches: { find: async () => new Map() },
    shares: { of: async () => undefined, among: async () => new Map() },
    people: { named: async () => [] },
    mappings: createDynamoSavedMappings(documents, 'jobs'),
    queue: {
      async send(importId: string, stage: Stage, chunks: readonly number[]) {
        messages.push(...chunks.map((chunk) => ({ importId, chunk, stage })));
      },
      announce: async () => undefined,
    },
  };
  return {
    needs,
    messages,
    client,
    bucket,
    /** Puts an object and gives the notice that S3 sends of it. */
    async put(key: string, body: string | Uint8Array) {
      const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body });
      const { VersionId } = await client.send(command);
      return {
        detail: { bucket: { name: bucket }, object: { key, 'version-id': VersionId } },
      };
    },
    pass(ms: number) {
      time += ms;
    },
    async close() {
      documents.destroy();
      client.destroy();
      await database.close();
      await buckets.close();
    },
  };
}

function tableInput(name: TableName) {
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  const indexes = Object.entries<IndexDefinition>(tables[name].indexes);
  const attributes = indexes.flatMap(([, index]) => [index.partitionKey, index.sortKey]);
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: [...new Set(['pk', 'sk', ...attributes])].map((AttributeName) => ({
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

function dynamodb(context: CloudContext): CloudService {
  const engine = openEngine(context);
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return {
    needs: () => [],
    reset: () => undefined,
    async handle(request) {
      const name = request.headers['x-amz-target']?.split('.')[1] ?? '';
      const operation = operations[name];
      if (!operation) throw new Error(`The test serves no ${name}.`);
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
