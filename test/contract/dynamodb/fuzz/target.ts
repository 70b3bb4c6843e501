import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { refused, tableInput, type Item as WireItem } from '../served-dynamodb.ts';
import type { Change } from './model.ts';
import { type Check, included, type Operation, type Outcome, type Write } from './operations.ts';
import { ExpressionWriter, keyToWire, writeParameters } from './requests.ts';
import { itemFromWire, itemToWire, text } from './values.ts';

/** A DynamoDB to compare with the model: the emulator or another one. */
export interface Clients {
  readonly client: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
}

type Listing = Extract<Operation, { kind: 'query' | 'scan' }>;

export async function createFuzzTable({ client }: Clients, TableName: string): Promise<void> {
  const indexes = {
    byG: { keys: { g: 'S', h: 'N' } as const },
    byK: { keys: { g: 'S' } as const, include: included },
  };
  const input = tableInput(TableName, { p: 'S', s: 'N' }, indexes);
  const StreamSpecification = {
    StreamEnabled: true,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  } as const;
  await client.send(new CreateTableCommand({ ...input, StreamSpecification }));
}

/** Sends an operation and gives its outcome as the model words it. */
export async function runOn(clients: Clients, table: string, operation: Operation) {
  const answer = answerOf(clients.client, table, operation);
  const failed = await answer.then(
    () => false,
    () => true,
  );
  if (!failed) return { answer: await answer } satisfies Outcome;
  const error = await refused(answer);
  const reasons =
    'CancellationReasons' in error && Array.isArray(error.CancellationReasons)
      ? ` ${error.CancellationReasons.map((reason: { Code: string }) => reason.Code).join(', ')}`
      : '';
  return { error: `${error.name}${reasons}` } satisfies Outcome;
}

const shown = (item: WireItem | undefined) => (item ? itemFromWire(item) : null);
const sorted = (items: readonly WireItem[]) => items.map((item) => text(itemFromWire(item))).sort();

async function answerOf(client: DynamoDBClient, TableName: string, operation: Operation) {
  switch (operation.kind) {
    case 'write':
      return shown(await write(client, TableName, operation.write));
    case 'get': {
      const Key = keyToWire(operation.key);
      const ConsistentRead = operation.consistent;
      return shown(
        (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead }))).Item,
      );
    }
    case 'query':
      return (await query(client, TableName, operation)).map(itemFromWire);
    case 'scan':
      return sorted(await scan(client, TableName, operation));
    case 'batchWrite': {
      const requests = operation.writes.map((each) =>
        each.kind === 'put'
          ? { PutRequest: { Item: itemToWire(each.item) } }
          : { DeleteRequest: { Key: keyToWire(each.key) } },
      );
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
      return null;
    }
    case 'batchGet': {
      const Keys = operation.keys.map(keyToWire);
      const RequestItems = { [TableName]: { Keys } };
      const { Responses } = await client.send(new BatchGetItemCommand({ RequestItems }));
      return sorted(Responses?.[TableName] ?? []);
    }
    case 'transactWrite': {
      const TransactItems = operation.actions.map((each) => transactItem(TableName, each));
      const ClientRequestToken = operation.token;
      await client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
      return null;
    }
    case 'transactGet': {
      const TransactItems = operation.keys.map((key) => ({
        Get: { TableName, Key: keyToWire(key) },
      }));
      const { Responses } = await client.send(new TransactGetItemsCommand({ TransactItems }));
      return Responses?.map(({ Item }) => shown(Item));
    }
  }
}

async function write(client: DynamoDBClient, TableName: string, each: Write) {
  const { Item, Key, ...rest } = { Item: {}, Key: {}, ...writeParameters(TableName, each) };
  const old = { ...rest, ReturnValues: 'ALL_OLD' } as const;
  if (each.kind === 'put')
    return (await client.send(new PutItemCommand({ ...old, Item }))).Attributes;
  if (each.kind === 'delete')
    return (await client.send(new DeleteItemCommand({ ...old, Key }))).Attributes;
  const update = { ...rest, Key, ReturnValues: 'ALL_NEW' } as const;
  return (await client.send(new UpdateItemCommand(update))).Attributes;
}

const memberNames = { put: 'Put', update: 'Update', delete: 'Delete', check: 'ConditionCheck' };

const transactItem = (TableName: string, each: Write | Check) =>
  ({ [memberNames[each.kind]]: writeParameters(TableName, each) }) as unknown as TransactWriteItem;

function listing(TableName: string, { index, limit, filter }: Listing, writer: ExpressionWriter) {
  return {
    TableName,
    Limit: limit,
    ...(index && { IndexName: index }),
    ...(filter && { FilterExpression: writer.condition(filter) }),
  };
}

/** All pages of a query or a scan. */
async function pages<Input extends { ExclusiveStartKey?: WireItem | undefined }>(
  input: Input,
  send: (input: Input) => Promise<{
    Items?: WireItem[] | undefined;
    LastEvaluatedKey?: WireItem | undefined;
  }>,
): Promise<WireItem[]> {
  const items: WireItem[] = [];
  let start: WireItem | undefined;
  do {
    const page = await send({ ...input, ...(start && { ExclusiveStartKey: start }) });
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}

async function query(
  client: DynamoDBClient,
  TableName: string,
  operation: Extract<Operation, { kind: 'query' }>,
) {
  const { index, partition, term, forward } = operation;
  const writer = new ExpressionWriter();
  const first = writer.path([index ? 'g' : 'p']);
  const parts = [`${first} = ${writer.value({ S: partition })}`];
  if (term) {
    const name = writer.path([index ? 'h' : 's']);
    const values = term.operands.map((each) => writer.value(each));
    parts.push(
      term.comparator === 'between'
        ? `${name} BETWEEN ${values.join(' AND ')}`
        : `${name} ${term.comparator} ${values[0]}`,
    );
  }
  const input: QueryCommandInput = {
    ...listing(TableName, operation, writer),
    KeyConditionExpression: parts.join(' AND '),
    ScanIndexForward: forward,
    ...writer.placeholders(),
  };
  return pages(input, (page) => client.send(new QueryCommand(page)));
}

async function scan(
  client: DynamoDBClient,
  TableName: string,
  operation: Extract<Operation, { kind: 'scan' }>,
) {
  const writer = new ExpressionWriter();
  const input = { ...listing(TableName, operation, writer), ...writer.placeholders() };
  const items: WireItem[] = [];
  for (let Segment = 0; Segment < operation.segments; Segment++) {
    const part: ScanCommandInput = { ...input, Segment, TotalSegments: operation.segments };
    items.push(...(await pages(part, (page) => client.send(new ScanCommand(page)))));
  }
  return items;
}

/** Every change the stream of a table tells, in its order. */
export async function readChanges({ client, streams }: Clients, TableName: string) {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const StreamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const changes: Change[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const start = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    let { ShardIterator } = await streams.send(new GetShardIteratorCommand(start));
    while (ShardIterator) {
      const page = await streams.send(new GetRecordsCommand({ ShardIterator }));
      for (const { dynamodb } of page.Records ?? [])
        changes.push({
          before: dynamodb?.OldImage && itemFromWire(dynamodb.OldImage as WireItem),
          after: dynamodb?.NewImage && itemFromWire(dynamodb.NewImage as WireItem),
        });
      ShardIterator = page.Records?.length ? page.NextShardIterator : undefined;
    }
  }
  return changes;
}
