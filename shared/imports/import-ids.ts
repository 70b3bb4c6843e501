import { createHash } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function base32(value: number, length: number): string {
  let text = '';
  let rest = value;
  for (let at = 0; at < length; at++) {
    text = alphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function hashed(text: string, length: number): string {
  const digest = createHash('sha256').update(text).digest();
  return Array.from({ length }, (_, at) => alphabet.charAt((digest[at] ?? 0) % 32)).join('');
}

/**
 * The id of the import that a dropped object starts: always the same for one version of one object,
 * so that a notification delivered twice makes one import. A ULID by form, with the object's time.
 */
export function dropImportId(object: {
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
  readonly at: Date;
}): string {
  const { bucket, key, version, at } = object;
  return base32(at.getTime(), 10) + hashed(JSON.stringify([bucket, key, version]), 16);
}

/**
 * The id of the record that a row makes: always the same for one row of one import, so that a row
 * tried again meets itself. A ULID by form, with the import's time, then the row, so that it sorts
 * as the file does; the end is spread evenly.
 */
export function rowRecordId(importId: string, row: number): string {
  return importId.slice(0, 10) + base32(row, 5) + hashed(`${importId}#${row}`, 11);
}
