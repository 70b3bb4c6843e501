import { crc32 } from 'node:zlib';
import type { AttributeValue } from './attribute-value.ts';
import { parseNumber } from './number.ts';

/** Closes a string: no escaped byte pair (`00 FF`) and no longer string sorts before it. */
const terminator = Buffer.from([0x00, 0x01]);
const zero = Buffer.from([0x02]);

/** Bytes whose `memcmp` order is DynamoDB's order of keys of one type; no key is another's prefix. */
export function encodeKeyPart(value: AttributeValue): Buffer {
  if ('N' in value) return encodeNumber(value.N);
  return Buffer.concat([encodeOpenPart(value), terminator]);
}

/** As `encodeKeyPart` without the end: the prefix of every key that begins with this string. */
export function encodeOpenPart(value: AttributeValue): Buffer {
  const bytes = keyBytes(value);
  return bytes.includes(0) ? escaped(bytes) : bytes;
}

/** A key's bytes as DynamoDB counts and orders them. */
export function keyBytes(value: AttributeValue): Buffer {
  if ('S' in value) return Buffer.from(value.S);
  if ('B' in value) return Buffer.from(value.B, 'base64');
  throw new TypeError('Only strings and binaries have key bytes');
}

function escaped(bytes: Buffer): Buffer {
  const out: number[] = [];
  for (const byte of bytes) {
    out.push(byte);
    if (byte === 0) out.push(0xff);
  }
  return Buffer.from(out);
}

/** Sign, exponent, then two digits a byte; a negative number is the complement of its opposite. */
function encodeNumber(text: string): Buffer {
  const { negative, digits, exponent } = parseNumber(text);
  if (digits === '') return zero;
  const pairs = Math.ceil(digits.length / 2);
  const bytes = Buffer.alloc(pairs + 3);
  bytes[0] = 0x03;
  // Exponents reach from -129 to 126: 256 values, one byte.
  bytes[1] = exponent + 129;
  for (let pair = 0; pair < pairs; pair++)
    bytes[pair + 2] = Number(digits.slice(pair * 2, pair * 2 + 2).padEnd(2, '0')) + 1;
  if (!negative) return bytes;
  for (let at = 1; at < bytes.length; at++) bytes[at] = 0xff - (bytes[at] ?? 0);
  bytes[0] = 0x01;
  return bytes;
}

/**
 * The bytes all items of a partition begin with. The hash in front scatters partitions over a Scan
 * as AWS does, so that nothing comes to depend on their order, and gives Scan its segments.
 */
export function partitionPrefix(partition: AttributeValue): Buffer {
  const part = encodeKeyPart(partition);
  const prefix = Buffer.allocUnsafe(part.length + 4);
  prefix.writeUInt32BE(crc32(part), 0);
  part.copy(prefix, 4);
  return prefix;
}

/** The smallest key above every key that begins with `prefix`. */
export function afterPrefix(prefix: Buffer): Buffer {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  if (length === 0) return lastKey;
  const after = Buffer.from(prefix.subarray(0, length));
  after[length - 1] = (after[length - 1] ?? 0) + 1;
  return after;
}

/** The smallest key above this one. */
export function afterKey(key: Buffer): Buffer {
  return Buffer.concat([key, Buffer.from([0])]);
}

export const firstKey = Buffer.alloc(0);

/** Above every key: a partition prefix is never this long a run of `FF`. */
export const lastKey = Buffer.alloc(64, 0xff);

/** Where a parallel Scan's segment begins; the end of the last one is `lastKey`. */
export function segmentStart(segment: number, total: number): Buffer {
  if (segment === 0) return firstKey;
  if (segment === total) return lastKey;
  const start = Buffer.alloc(4);
  start.writeUInt32BE(Math.floor((segment / total) * 2 ** 32));
  return start;
}
