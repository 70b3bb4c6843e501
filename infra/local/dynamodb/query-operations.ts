import type * as z from 'zod';
import { type AttributeMap, attributeOf, typeOf } from './attribute-value.ts';
import { readUnits } from './capacity.ts';
import { holds } from './condition.ts';
import type { Condition } from './condition-parser.ts';
import { project } from './document.ts';
import type { Engine, Operation } from './engine.ts';
import { createExpressions, type Expressions } from './expressions.ts';
import { invalid, invalidValues } from './failures.ts';
import { projectedPaths, rowKey } from './index-writer.ts';
import { oneCapacity } from './item-operations.ts';
import { queryRange } from './key-condition.ts';
import { afterKey, segmentStart } from './key-encoding.ts';
import { Query, readRequest, Scan } from './requests.ts';
import type { KeyRange } from './rows.ts';
import { type KeySchema, keyAttributes, keyOf, type SecondaryIndex, type Table } from './table.ts';
import { valuesEqual } from './value-order.ts';

/** The most a page may read: 1 MB. */
const largestPage = 1024 * 1024;

type Listing = z.output<typeof Query> | z.output<typeof Scan>;

interface Target {
  readonly table: Table;
  readonly index: SecondaryIndex | undefined;
  readonly space: number;
  readonly key: KeySchema;
}

function targetOf(engine: Engine, request: Listing): Target {
  const table = engine.catalogue.get(request.TableName);
  if (request.IndexName === undefined)
    return { table, index: undefined, space: table.space, key: table.key };
  const index = table.indexes.find(({ name }) => name === request.IndexName);
  if (!index) throw invalid(`The table does not have the specified index: ${request.IndexName}`);
  if (request.ConsistentRead)
    throw invalid('Consistent reads are not supported on global secondary indexes');
  return { table, index, space: index.space, key: index.key };
}

function projectionOf(request: Listing, { table, index }: Target, expressions: Expressions) {
  const { ProjectionExpression: source, Select: select } = request;
  const paths = expressions.projection(source);
  if (paths && select !== undefined && select !== 'SPECIFIC_ATTRIBUTES')
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${select}`);
  if (!paths && select === 'SPECIFIC_ATTRIBUTES')
    throw invalid('Must specify the ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES');
  if (!index) {
    if (select === 'ALL_PROJECTED_ATTRIBUTES')
      throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
    return paths;
  }
  if (index.projection === 'ALL') return paths;
  if (select === 'ALL_ATTRIBUTES')
    throw invalidValues(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  const projected = new Set(projectedPaths(table, index).map(([name]) => name));
  const outside = (paths ?? []).map(([name]) => name).filter((name) => !projected.has(name));
  if (outside.length > 0)
    throw invalidValues(
      `Global secondary index ${index.name} does not project [${outside.join(', ')}]`,
    );
  return paths;
}

function startKey(request: Listing, { table, index, key }: Target): Buffer | undefined {
  const given = request.ExclusiveStartKey;
  if (!given) return undefined;
  const attributes = keyAttributes(table.key).concat(index ? keyAttributes(key) : []);
  const names = new Set(attributes.map(({ name }) => name));
  const fits =
    Object.keys(given).length === names.size &&
    attributes.every(({ name, type }) => {
      const value = attributeOf(given, name);
      return value !== undefined && typeOf(value) === type;
    });
  if (!fits)
    throw invalid(
      index
        ? 'The provided starting key is invalid'
        : 'The provided starting key is invalid: The provided key element does not match the schema',
    );
  const start = rowKey(given, key);
  return index ? Buffer.concat([start, rowKey(given, table.key)]) : start;
}

/** The part of a range that comes after the start key in reading order. */
function resume(range: KeyRange, start: Buffer | undefined, forward: boolean): KeyRange {
  if (!start) return range;
  const { from, to } = range;
  if (forward) return { from: Buffer.compare(start, from) < 0 ? from : afterKey(start), to };
  return { from, to: Buffer.compare(start, to) < 0 ? start : to };
}

function list(
  engine: Engine,
  request: Listing,
  target: Target,
  search: {
    readonly range: KeyRange;
    readonly forward: boolean;
    readonly filter: Condition | undefined;
    readonly paths: ReturnType<Expressions['projection']>;
    readonly values: AttributeMap;
  },
): Readonly<Record<string, unknown>> {
  const { table, index, space } = target;
  const { forward, filter, paths, values } = search;
  const items: AttributeMap[] = [];
  let bytes = 0;
  let scanned = 0;
  let count = 0;
  let last: AttributeMap | undefined;
  let more = false;
  if (index) engine.indexes.catchUp();

  const found = index
    ? engine.rows.entries(space, table.space, search.range, forward)
    : engine.rows.range(space, search.range, forward);
  for (const { item, size } of found) {
    if (scanned > 0 && bytes + size > largestPage) {
      more = true;
      break;
    }
    scanned++;
    bytes += size;
    last = item;
    if (!filter || holds(filter, item, values)) {
      count++;
      if (request.Select !== 'COUNT') items.push(paths ? project(item, paths) : item);
    }
    if (scanned === request.Limit) {
      more = true;
      break;
    }
  }
  const tally = engine.beginTally();
  tally.add('read', readUnits(bytes, request.ConsistentRead), table.name, index?.name);
  return {
    ...(request.Select !== 'COUNT' && { Items: items }),
    Count: count,
    ScannedCount: scanned,
    ...(more && last && { LastEvaluatedKey: keyOf(last, table.key, target.key) }),
    ...oneCapacity(tally.report(request.ReturnConsumedCapacity)),
  };
}

export const query: Operation = (engine, body) => {
  const request = readRequest(Query, body);
  const target = targetOf(engine, request);
  const expressions = createExpressions(request);
  const paths = projectionOf(request, target, expressions);
  const filter = expressions.condition('FilterExpression', request.FilterExpression);
  const condition = expressions.condition('KeyConditionExpression', request.KeyConditionExpression);
  expressions.finish();
  if (!condition)
    throw invalid(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  const { partition, ...range } = queryRange(condition, target.key, expressions.values);
  if (filter) refuseKeys(filter, target.key);
  const forward = request.ScanIndexForward;
  const start = startKey(request, target);
  const startPartition =
    request.ExclusiveStartKey && attributeOf(request.ExclusiveStartKey, target.key.partition.name);
  if (startPartition && !valuesEqual(startPartition, partition))
    throw invalid(
      'The provided starting key is outside query boundaries based on provided conditions',
    );
  if (start && (Buffer.compare(start, range.from) < 0 || Buffer.compare(start, range.to) >= 0))
    throw invalid('The provided starting key does not match the range key predicate');
  return list(engine, request, target, {
    range: resume(range, start, forward),
    forward,
    filter,
    paths,
    values: expressions.values,
  });
};

export const scan: Operation = (engine, body) => {
  const request = readRequest(Scan, body);
  const { Segment: segment = 0, TotalSegments: total = 1 } = request;
  if ((request.Segment === undefined) !== (request.TotalSegments === undefined))
    throw invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present, and the other way round',
    );
  if (segment >= total)
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  const target = targetOf(engine, request);
  const expressions = createExpressions(request);
  const paths = projectionOf(request, target, expressions);
  const filter = expressions.condition('FilterExpression', request.FilterExpression);
  expressions.finish();
  const range = { from: segmentStart(segment, total), to: segmentStart(segment + 1, total) };
  const start = startKey(request, target);
  if (start && (Buffer.compare(start, range.from) < 0 || Buffer.compare(start, range.to) >= 0))
    throw invalid(
      'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment.',
    );
  return list(engine, request, target, {
    range: resume(range, start, true),
    forward: true,
    filter,
    paths,
    values: expressions.values,
  });
};

function refuseKeys(filter: Condition, key: KeySchema): void {
  const names = new Set(keyAttributes(key).map(({ name }) => name));
  JSON.stringify(filter, (member, value: unknown) => {
    if (member === 'path' && Array.isArray(value) && names.has(String(value[0])))
      throw invalid(
        `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${value[0]}`,
      );
    return value;
  });
}
