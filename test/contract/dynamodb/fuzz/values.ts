import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item as WireItem } from '../served-dynamodb.ts';

/** An attribute value of the model: binaries in hexadecimal, sets sorted. */
export type Value =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly Value[] }
  | { readonly M: Item };
export type Item = Readonly<Record<string, Value>>;
export type Path = readonly [string, ...(string | number)[]];

export const typeOf = (value: Value) => Object.keys(value)[0] ?? '';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (binary: Uint8Array) => Buffer.from(binary).toString('hex');

export function toWire(value: Value): AttributeValue {
  if ('B' in value) return { B: bytes(value.B) };
  if ('BS' in value) return { BS: value.BS.map(bytes) };
  if ('L' in value) return { L: value.L.map(toWire) };
  if ('M' in value) return { M: itemToWire(value.M) };
  return structuredClone(value) as AttributeValue;
}

export const itemToWire = (item: Item): WireItem =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toWire(value)]));

function fromWire(value: AttributeValue): Value {
  if (value.B) return { B: hex(value.B) };
  if (value.BS) return { BS: value.BS.map(hex).sort() };
  if (value.SS) return { SS: value.SS.toSorted() };
  if (value.NS) return { NS: value.NS.toSorted() };
  if (value.L) return { L: value.L.map(fromWire) };
  if (value.M) return { M: itemFromWire(value.M) };
  return value as Value;
}

export const itemFromWire = (item: WireItem): Item =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromWire(value)]));

/** Text that is the same for equal values: names sorted. */
export const text = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? 'undefined';

export const equal = (left: unknown, right: unknown) => text(left) === text(right);

/** Numbers of the fuzz have at most two decimals, so hundredths are exact. */
export function hundredths(number: string): bigint {
  const [whole = '', fraction = ''] = number.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(2, '0'));
  return number.startsWith('-') ? -size : size;
}

export function fromHundredths(amount: bigint): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(3, '0');
  const fraction = digits.slice(-2).replace(/0+$/, '');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}${fraction && `.${fraction}`}`;
}

/** Negative, zero or positive for two values of one ordered type; undefined for all others. */
export function order(left: Value, right: Value): number | undefined {
  if ('N' in left && 'N' in right) {
    const difference = hundredths(left.N) - hundredths(right.N);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  if ('B' in left && 'B' in right) return left.B < right.B ? -1 : left.B > right.B ? 1 : 0;
  if (!('S' in left && 'S' in right)) return undefined;
  const [ours, theirs] = [hex(Buffer.from(left.S)), hex(Buffer.from(right.S))];
  return ours < theirs ? -1 : ours > theirs ? 1 : 0;
}

export function valueAt(item: Item | undefined, [name, ...steps]: Path): Value | undefined {
  let value = item?.[name];
  for (const step of steps) {
    if (typeof step === 'number') value = value && 'L' in value ? value.L[step] : undefined;
    else value = value && 'M' in value ? value.M[step] : undefined;
  }
  return value;
}
