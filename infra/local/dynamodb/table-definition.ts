import type { Engine } from './engine.ts';
import { invalid, invalidValues } from './failures.ts';
import { fillIndex, rowKey } from './index-writer.ts';
import { firstKey, lastKey } from './key-encoding.ts';
import {
  type KeyAttribute,
  type KeySchema,
  keyAttributes,
  type SecondaryIndex,
  type Table,
} from './table.ts';
import type {
  AttributeDefinitionsRequest,
  IndexRequest,
  KeySchemaRequest,
} from './table-requests.ts';

/** Reads a key schema. Throws where an attribute has no definition or the order is wrong. */
export function keySchemaOf(
  schema: KeySchemaRequest,
  definitions: AttributeDefinitionsRequest,
): KeySchema {
  const attribute = (wanted: 'HASH' | 'RANGE', at: number): KeyAttribute | undefined => {
    const element = schema[at];
    if (!element) return undefined;
    if (element.KeyType !== wanted)
      throw invalid(
        `Invalid KeySchema: The ${at === 0 ? 'first' : 'second'} KeySchemaElement is not a ${wanted} key type`,
      );
    const found = definitions.find((each) => each.AttributeName === element.AttributeName);
    if (found) return { name: found.AttributeName, type: found.AttributeType };
    throw invalidValues(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${element.AttributeName}], AttributeDefinitions: [${definitions.map((each) => each.AttributeName).join(', ')}]`,
    );
  };
  const partition = attribute('HASH', 0);
  const sort = attribute('RANGE', 1);
  if (!partition) throw invalid('Invalid KeySchema: there is no HASH key');
  if (partition.name === sort?.name)
    throw invalid(
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    );
  return { partition, ...(sort && { sort }) };
}

/** Reads an index. Throws where its projection contradicts itself. */
export function indexOf(
  request: IndexRequest,
  definitions: AttributeDefinitionsRequest,
  space: number,
): SecondaryIndex {
  const { ProjectionType: projection, NonKeyAttributes: included } = request.Projection;
  if ((projection === 'INCLUDE') !== (included !== undefined))
    throw invalidValues(
      projection === 'INCLUDE'
        ? 'ProjectionType is INCLUDE, but NonKeyAttributes is not specified'
        : `ProjectionType is ${projection}, but NonKeyAttributes is specified`,
    );
  return {
    space,
    name: request.IndexName,
    key: keySchemaOf(request.KeySchema, definitions),
    projection,
    included: included ?? [],
  };
}

/** Throws where definitions name attributes that are no keys, or index names repeat. */
export function checkDefinitions(table: Table, definitions: AttributeDefinitionsRequest): void {
  const names = table.indexes.map(({ name }) => name);
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined) throw invalidValues(`Duplicate index name: ${repeated}`);
  const keys = new Set(
    [table.key, ...table.indexes.map(({ key }) => key)]
      .flatMap(keyAttributes)
      .map(({ name }) => name),
  );
  const surplus = definitions.some(({ AttributeName }) => !keys.has(AttributeName));
  if (surplus || definitions.length !== keys.size)
    throw invalidValues(
      `Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    );
}

/** Removes the rows of an index. */
export function dropIndex(engine: Engine, index: SecondaryIndex): void {
  engine.indexes.clear(index.space);
  engine.rows.clear(index.space);
}

/** The items of a table, each with the key it is stored under. */
export function* eachRow(engine: Engine, table: Table) {
  for (const row of engine.rows.range(table.space, { from: firstKey, to: lastKey }, true))
    yield { ...row, key: rowKey(row.item, table.key) };
}

/** Fills a new index from the items that are there; items with keys of a wrong type stay out. */
export function backfill(engine: Engine, table: Table, index: SecondaryIndex): void {
  for (const stored of eachRow(engine, table)) fillIndex(engine.rows, table, index, stored);
}

/** Notes anew when the items of a table expire, after its time-to-live attribute changed. */
export function renewExpiry(engine: Engine, table: Table): void {
  engine.expiry.clear(table.space);
  if (table.expiryAttribute === undefined) return;
  for (const { key, item } of eachRow(engine, table)) engine.expiry.note(table, key, item);
}
