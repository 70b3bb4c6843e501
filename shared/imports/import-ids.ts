import { hash } from 'node:crypto';

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
  const digest = hash('sha256', text, 'buffer');
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

/**
 * The id of the change by which an import changes a record: one for each record, so that a row tried
 * again meets its own change, and a second row of the file the first one's. A ULID by form.
 */
export function importChangeId(importId: string, startedAt: string, recordId: string): string {
  return base32(Date.parse(startedAt), 10) + hashed(`${importId}#change#${recordId}`, 16);
}

/** The id of the change that undoes what an import did to a record. A ULID by form. */
export function undoChangeId(importId: string, undoneAt: string, recordId: string): string {
  return base32(Date.parse(undoneAt), 10) + hashed(`${importId}#undo#${recordId}`, 16);
}

/** The id of a record made because rows refer to it by a name; the same for all rows of an import. */
export function relatedRecordId(importId: string, object: string, name: string): string {
  return importId.slice(0, 10) + hashed(JSON.stringify([importId, object, name]), 16);
}

/** The row that made a record of this import; undefined for records of other origin. */
export function rowOfRecordId(importId: string, recordId: string): number | undefined {
  let row = 0;
  for (const letter of recordId.slice(10, 15)) row = row * 32 + alphabet.indexOf(letter);
  return rowRecordId(importId, row) === recordId ? row : undefined;
}

/** When the import of this id came to be, ISO-8601. */
export function timeOfImportId(importId: string): string {
  let time = 0;
  for (const letter of importId.slice(0, 10)) time = time * 32 + alphabet.indexOf(letter);
  return new Date(time).toISOString();
}
