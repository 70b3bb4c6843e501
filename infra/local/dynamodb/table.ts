import * as z from 'zod';
import {
  type AttributeMap,
  type AttributeValue,
  attributeOf,
  setAttribute,
  typeOf,
} from './attribute-value.ts';
import { invalid, invalidValues } from './failures.ts';
import { keyBytes } from './key-encoding.ts';

const KeyAttribute = z.object({ name: z.string(), type: z.enum(['S', 'N', 'B']) });
const KeySchema = z.object({ partition: KeyAttribute, sort: KeyAttribute.optional() });
const SecondaryIndex = z.object({
  /** The number under which the index's rows are stored. */
  space: z.int(),
  name: z.string(),
  key: KeySchema,
  projection: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  included: z.array(z.string()),
});

/** A table as it is stored; everything of it can be changed except its key. */
export const Table = z.object({
  space: z.int(),
  name: z.string(),
  arn: z.string(),
  id: z.string(),
  createdAt: z.number(),
  key: KeySchema,
  indexes: z.array(SecondaryIndex),
  billingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']),
  stream: z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']).optional(),
  /** When the stream was switched on by a request; a stream from a template has none. */
  streamLabel: z.string().optional(),
  expiryAttribute: z.string().optional(),
  deletionProtection: z.boolean(),
  pointInTimeRecovery: z.boolean(),
  /** When recovery was switched on. */
  recoverableSince: z.number().optional(),
  encryption: z.string().optional(),
  tags: z.record(z.string(), z.string()),
});

export type Table = z.output<typeof Table>;
export type SecondaryIndex = z.output<typeof SecondaryIndex>;
export type KeySchema = z.output<typeof KeySchema>;
export type KeyAttribute = z.output<typeof KeyAttribute>;

/** The label of a template's stream is fixed so that its ARN is a function of the table's. */
export function streamArnOf({ arn, streamLabel }: Pick<Table, 'arn' | 'streamLabel'>): string {
  return `${arn}/stream/${streamLabel ?? '2026-01-01T00:00:00.000'}`;
}

export function keyAttributes({ partition, sort }: KeySchema): readonly KeyAttribute[] {
  return sort ? [partition, sort] : [partition];
}

/**
 * Whether an item has all key attributes of an index with their types, and so is in it. Items that
 * are older than the index may have anything there.
 */
export function isIndexed(item: AttributeMap, { key }: SecondaryIndex): boolean {
  return keyAttributes(key).every(({ name, type }) => {
    const value = attributeOf(item, name);
    return (
      value !== undefined && typeOf(value) === type && ('N' in value || keyBytes(value).length > 0)
    );
  });
}

/** The key attributes of an item. */
export function keyOf(item: AttributeMap, ...schemas: readonly KeySchema[]): AttributeMap {
  const key: Record<string, AttributeValue> = {};
  for (const { name } of schemas.flatMap(keyAttributes)) {
    const value = attributeOf(item, name);
    if (value) setAttribute(key, name, value);
  }
  return key;
}

/** Checks the table's key in an item to be written. Throws as PutItem of AWS does. */
export function checkKeyIn(item: AttributeMap, key: KeySchema): void {
  for (const { name, type } of keyAttributes(key)) {
    const value = attributeOf(item, name);
    if (!value) throw invalidValues(`Missing the key ${name} in the item`);
    if (typeOf(value) !== type)
      throw invalidValues(
        `Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`,
      );
    checkKeyLength(name, value, name === key.partition.name);
  }
}

/** Checks that a Key parameter is exactly the table's key. */
export function checkKey(given: AttributeMap, key: KeySchema): void {
  const attributes = keyAttributes(key);
  const fits =
    Object.keys(given).length === attributes.length &&
    attributes.every(({ name, type }) => {
      const value = attributeOf(given, name);
      return value !== undefined && typeOf(value) === type;
    });
  if (!fits) throw invalid('The provided key element does not match the schema');
  checkKeyIn(given, key);
}

function checkKeyLength(name: string, value: AttributeValue, isPartition: boolean): void {
  if ('N' in value) return;
  const { length } = keyBytes(value);
  if (length === 0)
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${'S' in value ? 'string' : 'binary'} value. Key: ${name}`,
    );
  const limit = isPartition ? 2048 : 1024;
  if (length > limit)
    throw invalidValues(
      isPartition
        ? 'Size of hashkey has exceeded the maximum size limit of2048 bytes'
        : 'Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    );
}

/** Checks attributes that are keys of an index. `updating` chooses AWS's words for UpdateItem. */
export function checkIndexKeys(
  item: AttributeMap,
  indexes: readonly SecondaryIndex[],
  updating: boolean,
): void {
  for (const { name: indexName, key } of indexes)
    for (const { name, type } of keyAttributes(key)) {
      const value = attributeOf(item, name);
      if (!value) continue;
      if (typeOf(value) !== type)
        throw updating
          ? invalid(
              'The update expression attempted to update the secondary index key to unsupported value',
            )
          : invalidValues(
              `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${indexName}`,
            );
      if ('N' in value) continue;
      const { length } = keyBytes(value);
      if (length === 0)
        throw invalid(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${'S' in value ? 'string' : 'binary'} value. IndexName: ${indexName}, IndexKey: ${name}`,
        );
      if (length > (name === key.partition.name ? 2048 : 1024))
        throw invalidValues(
          `Size of ${name === key.partition.name ? 'hashkey' : 'rangekey'} has exceeded the maximum size limit of ${name === key.partition.name ? 2048 : 1024} bytes`,
        );
    }
}
