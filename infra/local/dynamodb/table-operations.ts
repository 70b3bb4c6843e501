import { randomUUID } from 'node:crypto';
import { ServiceError } from '../service.ts';
import { noSuchTable } from './catalogue.ts';
import type { Engine, Operation } from './engine.ts';
import { invalid, invalidValues } from './failures.ts';
import { readRequest } from './requests.ts';
import { streamArnOf, type Table } from './table.ts';
import { backfill, checkDefinitions, dropIndex, indexOf, keySchemaOf } from './table-definition.ts';
import { describe } from './table-description.ts';
import { CreateTable, ListTables, TableOnly, UpdateTable } from './table-requests.ts';

/** Finds a table by name for operations on tables. Throws `ResourceNotFoundException`. */
export function tableNamed(engine: Engine, name: string): Table {
  const table = engine.catalogue.find(name);
  if (!table) throw noSuchTable(name);
  return table;
}

/** The ARN of a table of this account and region. */
export function tableArn(engine: Engine, name: string): string {
  const { region, accountId } = engine.context;
  return `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
}

function viewOf(specification: {
  readonly StreamEnabled: boolean;
  readonly StreamViewType?: NonNullable<Table['stream']> | undefined;
}): Table['stream'] {
  if (specification.StreamEnabled === (specification.StreamViewType !== undefined))
    return specification.StreamViewType;
  throw invalidValues('StreamViewType must be given when StreamEnabled is true, and only then');
}

/** AWS names a stream after the moment at which it was switched on. */
const labelAt = (now: number) => new Date(now).toISOString().replace('Z', '');

export const createTable: Operation = (engine, body) => {
  const request = readRequest(CreateTable, body);
  const { TableName: name, AttributeDefinitions: definitions } = request;
  const { catalogue } = engine;
  if (catalogue.find(name))
    throw new ServiceError('ResourceInUseException', `Table already exists: ${name}`);
  if (request.BillingMode !== 'PAY_PER_REQUEST' && !request.ProvisionedThroughput)
    throw invalidValues(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  const { SSESpecification: encryption } = request;
  const table: Table = {
    space: catalogue.newSpace(),
    name,
    arn: tableArn(engine, name),
    id: randomUUID(),
    createdAt: engine.context.clock.now(),
    key: keySchemaOf(request.KeySchema, definitions),
    indexes: (request.GlobalSecondaryIndexes ?? []).map((index) =>
      indexOf(index, definitions, catalogue.newSpace()),
    ),
    billingMode: request.BillingMode ?? 'PROVISIONED',
    stream: request.StreamSpecification && viewOf(request.StreamSpecification),
    deletionProtection: request.DeletionProtectionEnabled ?? false,
    pointInTimeRecovery: false,
    encryption: encryption?.Enabled ? (encryption.KMSMasterKeyId ?? '') : undefined,
    tags: Object.fromEntries((request.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
  };
  checkDefinitions(table, definitions);
  engine.streams.clear(streamArnOf(table));
  catalogue.save(table);
  return { TableDescription: describe(engine, table, 'CREATING') };
};

export const describeTable: Operation = (engine, body) => {
  const { TableName: name } = readRequest(TableOnly, body);
  return { Table: describe(engine, tableNamed(engine, name)) };
};

export const listTables: Operation = (engine, body) => {
  const { ExclusiveStartTableName: start, Limit: limit } = readRequest(ListTables, body);
  const names = engine.catalogue
    .all()
    .map(({ name }) => name)
    .filter((name) => start === undefined || name > start);
  const page = names.slice(0, limit);
  return {
    TableNames: page,
    ...(names.length > limit && { LastEvaluatedTableName: page.at(-1) }),
  };
};

export const deleteTable: Operation = (engine, body) => {
  const { TableName: name } = readRequest(TableOnly, body);
  const table = tableNamed(engine, name);
  if (table.deletionProtection)
    throw invalid(
      `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
    );
  const description = describe(engine, table, 'DELETING');
  engine.writer.atomically(() => {
    for (const index of table.indexes) dropIndex(engine, index);
    // What its stream holds can be read for a day yet, and a backup keeps the items.
    if (table.pointInTimeRecovery) engine.backups.keep(table);
    else engine.rows.clear(table.space);
    engine.expiry.clear(table.space);
    engine.history.clear(table.space);
    engine.catalogue.remove(table);
  });
  return { TableDescription: description };
};

export const updateTable: Operation = (engine, body) => {
  const request = readRequest(UpdateTable, body);
  const before = tableNamed(engine, request.TableName);
  const updates = request.GlobalSecondaryIndexUpdates ?? [];
  if (updates.filter(({ Update }) => !Update).length > 1)
    throw new ServiceError(
      'LimitExceededException',
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
  const { SSESpecification: encryption, StreamSpecification: stream } = request;
  if (stream?.StreamEnabled && before.stream)
    throw new ServiceError(
      'ResourceInUseException',
      `Table already has an enabled stream: TableName: ${before.name}`,
    );
  const changed: Table = {
    ...before,
    ...(stream?.StreamEnabled && { streamLabel: labelAt(engine.context.clock.now()) }),
    billingMode: request.BillingMode ?? before.billingMode,
    stream: stream ? viewOf(stream) : before.stream,
    deletionProtection: request.DeletionProtectionEnabled ?? before.deletionProtection,
    encryption: encryption
      ? encryption.Enabled
        ? (encryption.KMSMasterKeyId ?? '')
        : undefined
      : before.encryption,
  };
  const table = engine.writer.atomically(() => {
    let result = changed;
    for (const update of updates) {
      if (update.Delete) result = withoutIndex(engine, result, update.Delete.IndexName);
      if (!update.Create) continue;
      const { IndexName } = update.Create;
      if (result.indexes.some(({ name }) => name === IndexName))
        throw invalid(`Attempting to create an index which already exists`);
      const index = indexOf(
        update.Create,
        request.AttributeDefinitions ?? [],
        engine.catalogue.newSpace(),
      );
      backfill(engine, result, index);
      result = { ...result, indexes: [...result.indexes, index] };
    }
    return engine.catalogue.save(result);
  });
  return { TableDescription: describe(engine, table) };
};

function withoutIndex(engine: Engine, table: Table, name: string): Table {
  const index = table.indexes.find((each) => each.name === name);
  if (!index)
    throw new ServiceError(
      'ResourceNotFoundException',
      `Requested resource not found: Table: ${table.name} has no index ${name}`,
    );
  dropIndex(engine, index);
  return { ...table, indexes: table.indexes.filter((each) => each !== index) };
}
