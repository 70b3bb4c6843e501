import * as z from 'zod';
import { type AccessNeed, ServiceError } from '../service.ts';
import { isRecord, readMap } from './attribute-value.ts';
import type { Engine } from './engine.ts';
import { createExpressions } from './expressions.ts';
import { queryRange } from './key-condition.ts';
import { iteratorStream } from './stream-operations.ts';
import { tableArn } from './table-operations.ts';

// Only keys are looked at: what stands beside them is not worth a copy of each item.
const Attributes = z.custom<Record<string, unknown>>(isRecord).optional();
const Single = z.looseObject({
  TableName: z.string().optional(),
  SourceTableName: z.string().optional(),
  IndexName: z.string().optional(),
  Key: Attributes,
  Item: Attributes,
  StreamArn: z.string().optional(),
  ShardIterator: z.string().optional(),
  ResourceArn: z.string().optional(),
  BackupArn: z.string().optional(),
  TargetTableName: z.string().optional(),
  KeyConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: z.unknown().optional(),
});
type Single = z.output<typeof Single>;

/** A key attribute's value, where it has a type that keys can have. */
function plain(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const { S, N, B } = value;
  return [S, N, B].find((each) => typeof each === 'string');
}

function leadingKeys(engine: Engine, table: string, items: readonly unknown[]) {
  const name = engine.catalogue.find(table)?.key.partition.name;
  if (name === undefined) return {};
  return leading(items.map((item) => (isRecord(item) ? item[name] : undefined)));
}

function leading(values: readonly unknown[]) {
  const keys = values.map(plain).filter((key) => key !== undefined);
  return keys.length > 0 ? { conditions: { 'dynamodb:LeadingKeys': keys } } : {};
}

/** The partition a query asks for, in the table or in the index it names. */
function queriedPartition(engine: Engine, body: Single) {
  const { TableName = '', IndexName, KeyConditionExpression: source } = body;
  const table = engine.catalogue.find(TableName);
  const target =
    IndexName === undefined ? table : table?.indexes.find(({ name }) => name === IndexName);
  if (!target || source === undefined) return {};
  try {
    const { ExpressionAttributeNames, ExpressionAttributeValues: values } = body;
    const expressions = createExpressions({
      ExpressionAttributeNames,
      ExpressionAttributeValues: values === undefined ? undefined : readMap(values),
    });
    const condition = expressions.condition('KeyConditionExpression', source);
    if (!condition) return {};
    return leading([queryRange(condition, target.key, expressions.values).partition]);
  } catch (error) {
    // The operation itself refuses the request, in its own words.
    if (error instanceof ServiceError) return {};
    throw error;
  }
}

function arnOf(engine: Engine, table: string): string {
  return table.startsWith('arn:') ? table : tableArn(engine, table);
}

/** What a batch or transaction asks for each table; not checked, because the operation refuses what is wrong. */
function partsOf(body: unknown, member: string): readonly (readonly [string, unknown])[] {
  const parts = isRecord(body) ? body[member] : undefined;
  return typeof parts === 'object' && parts !== null ? Object.entries(parts) : [];
}

function listOf(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : [];
}

function batchNeeds(engine: Engine, operation: string, body: unknown): AccessNeed[] {
  return partsOf(body, 'RequestItems').map(([table, requests]) => {
    const keys = listOf(isRecord(requests) ? requests['Keys'] : undefined);
    const items = listOf(requests)
      .filter(isRecord)
      .flatMap(({ PutRequest, DeleteRequest }) => [
        isRecord(PutRequest) ? PutRequest['Item'] : undefined,
        isRecord(DeleteRequest) ? DeleteRequest['Key'] : undefined,
      ]);
    return {
      action: `dynamodb:${operation}`,
      resource: arnOf(engine, table),
      ...leadingKeys(engine, table, [...keys, ...items]),
    };
  });
}

const itemActions = [
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'GetItem',
  'Query',
  'Scan',
  'BatchWriteItem',
];

const transactActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

function transactionNeeds(engine: Engine, body: unknown): AccessNeed[] {
  return partsOf(body, 'TransactItems').flatMap(([, entry]) =>
    Object.entries(isRecord(entry) ? entry : {}).flatMap(([kind, action]) => {
      if (!isRecord(action) || typeof action['TableName'] !== 'string') return [];
      const { TableName: table, Key, Item } = action;
      return {
        action: `dynamodb:${transactActions[kind] ?? kind}`,
        resource: arnOf(engine, table),
        ...leadingKeys(engine, table, [Key, Item]),
      };
    }),
  );
}

/** Who restores a backup also needs what fills the new table: “IAM policy to perform a full restore”. */
function restoreNeeds(engine: Engine, { BackupArn, TargetTableName }: Single = {}): AccessNeed[] {
  const table = arnOf(engine, TargetTableName ?? '');
  return [
    { action: 'dynamodb:RestoreTableFromBackup', resource: BackupArn ?? '*' },
    ...['RestoreTableFromBackup', ...itemActions].map((action) => ({
      action: `dynamodb:${action}`,
      resource: table,
    })),
  ];
}

/** What IAM asks before an operation: a transaction is asked for as the actions it consists of. */
export function accessNeeds(engine: Engine, operation: string, body: unknown): AccessNeed[] {
  if (operation.startsWith('Batch')) return batchNeeds(engine, operation, body);
  if (operation.startsWith('Transact')) return transactionNeeds(engine, body);
  const single = Single.safeParse(body);
  if (operation === 'ListBackups') return [{ action: 'dynamodb:ListBackups', resource: '*' }];
  if (operation === 'RestoreTableFromBackup') return restoreNeeds(engine, single.data);
  const { SourceTableName, ...asked } = single.success ? single.data : {};
  const { TableName = SourceTableName, IndexName, Key, Item, ...streams } = asked;
  const stream = streams.StreamArn ?? iteratorStream(streams.ShardIterator);
  const action = `dynamodb:${operation}`;
  if (TableName === undefined) return [{ action, resource: stream ?? streams.ResourceArn ?? '*' }];
  const table = arnOf(engine, TableName);
  return [
    {
      action,
      resource: IndexName === undefined ? table : `${table}/index/${IndexName}`,
      ...(operation === 'Query' && single.success
        ? queriedPartition(engine, single.data)
        : leadingKeys(engine, TableName, [Key, Item])),
    },
  ];
}
