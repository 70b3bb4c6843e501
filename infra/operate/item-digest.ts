import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** Every table of the house has these keys. */
export function keyOf({ pk, sk }: Item): Item {
  if (!pk || !sk) throw new Error('An item has no key.');
  return { pk, sk };
}

/** An item as text that is the same for equal items, whatever the order of attributes and sets. */
export function itemText(item: Item): string {
  return JSON.stringify(ordered(item));
}

function ordered(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [
        key,
        /^[SNB]S$/.test(key) && Array.isArray(inner) ? inner.map(ordered).sort() : ordered(inner),
      ]),
  );
}

/** A checksum over items in any order: the sum of their hashes, so that a table of any size costs no memory. */
export function createChecksum() {
  const sum = new BigUint64Array(4);
  let items = 0;
  return {
    add(item: Item): void {
      const hash = createHash('sha256').update(itemText(item)).digest();
      for (let part = 0; part < sum.length; part++)
        sum[part] = (sum[part] ?? 0n) + hash.readBigUInt64BE(part * 8);
      items += 1;
    },
    /** The number of items with it, so that two tables are compared at a glance. */
    text: () =>
      `${items.toLocaleString('en')} items, ${[...sum].map((part) => part.toString(16).padStart(16, '0')).join('')}`,
  };
}
