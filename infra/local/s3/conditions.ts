import { s3Error } from './errors.ts';
import type { StoredObject } from './object-store.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Whether the reader's copy is still good (304). Throws PreconditionFailed. Order of the
 * conditions: RFC 9110 section 13.2.2.
 */
export function isUnmodified(headers: Headers, object: StoredObject): boolean {
  const modified = Math.floor(object.modifiedAt / 1000) * 1000;
  const before = (header: string | undefined) =>
    header !== undefined && modified <= Date.parse(header);
  const ifMatch = headers['if-match'];
  const unmodifiedSince = headers['if-unmodified-since'];
  if (
    ifMatch !== undefined ? !matches(ifMatch, object) : unmodifiedSince && !before(unmodifiedSince)
  )
    throw s3Error('PreconditionFailed');
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object);
  return before(headers['if-modified-since']);
}

/** Throws where a conditional write must not replace what is there now. */
export function checkWrite(headers: Headers, latest: StoredObject | undefined): void {
  const current = latest?.deleteMarker ? undefined : latest;
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    throw s3Error('NotImplemented', 'If-None-Match of a write takes * only.');
  if (ifNoneMatch === '*' && current) throw s3Error('PreconditionFailed');
  const ifMatch = headers['if-match'];
  if (ifMatch === undefined) return;
  if (!current) throw s3Error('NoSuchKey');
  if (!matches(ifMatch, current)) throw s3Error('PreconditionFailed');
}

/**
 * The part of an object that a Range header asks for; undefined means all of it. Throws
 * InvalidRange. A header that is malformed or names several ranges is ignored, as S3 does.
 */
export function readRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(first) > Number(last)) return undefined;
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(Number(last) + 1, size);
  if (start >= end) throw s3Error('InvalidRange', undefined, { ActualObjectSize: size });
  return { start, end };
}

function matches(header: string, { etag }: StoredObject): boolean {
  return header
    .split(',')
    .map((each) => each.trim().replaceAll('"', ''))
    .some((each) => each === '*' || each === etag);
}
