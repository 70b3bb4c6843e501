import type * as z from 'zod';
import type { AttributeMap } from './attribute-value.ts';
import { readUnits } from './capacity.ts';
import { project } from './document.ts';
import type { Engine, Operation } from './engine.ts';
import { createExpressions } from './expressions.ts';
import { invalid } from './failures.ts';
import { rowKey } from './index-writer.ts';
import { type PlannedWrite, planDelete, planPut } from './item-writes.ts';
import { BatchGetItem, BatchWriteItem, readRequest } from './requests.ts';
import { checkKey } from './table.ts';

const mostReads = 100;
const mostWrites = 25;
/** A BatchGetItem answers with at most 16 MB; the rest is unprocessed. */
const largestAnswer = 16 * 1024 * 1024;

const duplicates = () => invalid('Provided list of item keys contains duplicates');

/** Decides which entries of a batch a fault leaves unprocessed: none when it does not strike. */
function leaver({ context: { faults } }: Engine, operation: string, tables: readonly string[]) {
  const struck = faults.strikes('unprocessed-items', `dynamodb:${operation}:${tables.join(',')}`);
  let first = struck;
  return () => {
    const leave = first || (struck && faults.random() < 0.5);
    first = false;
    return leave;
  };
}

type Writes = z.output<typeof BatchWriteItem>['RequestItems'];

function planBatch(engine: Engine, tableName: string, requests: Writes[string]) {
  const { space } = engine.catalogue.get(tableName);
  return requests.map((request) => {
    const { PutRequest, DeleteRequest } = request;
    if ((PutRequest === undefined) === (DeleteRequest === undefined))
      throw invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      );
    const planned: PlannedWrite = PutRequest
      ? planPut({ TableName: tableName, Item: PutRequest.Item }, engine.catalogue)
      : planDelete({ TableName: tableName, Key: DeleteRequest?.Key ?? {} }, engine.catalogue);
    return { tableName, request, planned, id: `${space}/${planned.key.toString('latin1')}` };
  });
}

/** Up to 25 puts and deletes; each by itself in AWS, here one SQL transaction for speed. */
export const batchWriteItem: Operation = (engine, body) => {
  const request = readRequest(BatchWriteItem, body);
  const tables = Object.entries(request.RequestItems);
  const total = tables.reduce((sum, [, requests]) => sum + requests.length, 0);
  if (tables.length === 0)
    throw invalid(
      "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  if (tables.some(([, requests]) => requests.length === 0))
    throw invalid('The batch write request list for a table cannot be null or empty');
  if (total > mostWrites) throw invalid('Too many items requested for the BatchWriteItem call');
  const writes = tables.flatMap(([name, requests]) => planBatch(engine, name, requests));
  if (new Set(writes.map(({ id }) => id)).size !== writes.length) throw duplicates();

  const leaves = leaver(engine, 'BatchWriteItem', Object.keys(request.RequestItems));
  const tally = engine.beginTally();
  const unprocessed: Record<string, unknown[]> = {};
  engine.writer.atomically(() => {
    for (const { tableName, request: left, planned } of writes) {
      if (leaves()) {
        unprocessed[tableName] = [...(unprocessed[tableName] ?? []), left];
        continue;
      }
      const { table, key } = planned;
      const before = engine.rows.get(table.space, key);
      engine.writer.write({ table, key, before, after: planned.next(before?.item) }, tally);
    }
  });
  const capacity = tally.report(request.ReturnConsumedCapacity);
  return {
    UnprocessedItems: unprocessed,
    ...(capacity.length > 0 && { ConsumedCapacity: capacity }),
  };
};

export const batchGetItem: Operation = (engine, body) => {
  const request = readRequest(BatchGetItem, body);
  const tables = Object.entries(request.RequestItems);
  const total = tables.reduce((sum, [, { Keys }]) => sum + Keys.length, 0);
  if (total === 0)
    throw invalid(
      "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  if (total > mostReads) throw invalid('Too many items requested for the BatchGetItem call');
  const reads = tables.flatMap(([name, wanted]) => {
    const table = engine.catalogue.get(name);
    const expressions = createExpressions(wanted);
    const paths = expressions.projection(wanted.ProjectionExpression);
    expressions.finish();
    const keys = wanted.Keys.map((given) => {
      checkKey(given, table.key);
      return { name, table, wanted, paths, given, key: rowKey(given, table.key) };
    });
    if (new Set(keys.map(({ key }) => key.toString('latin1'))).size !== keys.length)
      throw duplicates();
    return keys;
  });

  const leaves = leaver(engine, 'BatchGetItem', Object.keys(request.RequestItems));
  const tally = engine.beginTally();
  const responses: Record<string, AttributeMap[]> = {};
  const unprocessed: Record<string, { Keys: AttributeMap[] }> = {};
  let bytes = 0;
  for (const { name, table, wanted, paths, given, key } of reads) {
    responses[name] ??= [];
    const row = leaves() || bytes > largestAnswer ? 'left' : engine.rows.get(table.space, key);
    if (row === 'left') {
      unprocessed[name] ??= { ...wanted, Keys: [] };
      unprocessed[name].Keys.push(given);
      continue;
    }
    tally.add('read', readUnits(row?.size ?? 0, wanted.ConsistentRead), table.name);
    if (!row) continue;
    bytes += row.size;
    responses[name].push(paths ? project(row.item, paths) : row.item);
  }
  const capacity = tally.report(request.ReturnConsumedCapacity);
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...(capacity.length > 0 && { ConsumedCapacity: capacity }),
  };
};
