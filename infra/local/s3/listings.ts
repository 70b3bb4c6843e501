import type { Call } from './call.ts';
import { s3Error } from './errors.ts';
import type { StoredObject } from './object-store.ts';
import type { Handler, S3World } from './world.ts';
import { xmlDocument } from './xml.ts';

const xmlHeaders = { 'content-type': 'application/xml' };

export const listBuckets: Handler = ({ buckets, context }) => ({
  status: 200,
  headers: xmlHeaders,
  body: xmlDocument('ListAllMyBucketsResult', {
    Owner: { ID: context.accountId },
    Buckets: {
      Bucket: buckets.list().map(({ name, createdAt }) => ({
        Name: name,
        CreationDate: new Date(createdAt).toISOString(),
      })),
    },
  }),
});

export const listObjects: Handler = (world, call) => {
  const { query, bucket } = call;
  world.buckets.get(bucket);
  if (query.get('list-type') !== '2') throw s3Error('InvalidArgument', 'list-type must be 2.');
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maxKeys = readMaxKeys(call);
  const encode = keyEncoder(call);
  const page = collect(world, bucket, {
    prefix,
    delimiter,
    after: token === undefined ? startAfter : readToken(token),
    maxKeys,
  });
  return {
    status: 200,
    headers: xmlHeaders,
    body: xmlDocument('ListBucketResult', {
      Name: bucket,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      StartAfter: startAfter === '' ? undefined : encode(startAfter),
      EncodingType: query.get('encoding-type'),
      MaxKeys: maxKeys,
      KeyCount: page.objects.length + page.prefixes.length,
      IsTruncated: page.next !== undefined,
      ContinuationToken: token,
      NextContinuationToken:
        page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url'),
      Contents: page.objects.map((object) => ({
        Key: encode(object.key),
        ...listed(object),
        Owner: query.get('fetch-owner') === 'true' ? { ID: world.context.accountId } : undefined,
      })),
      CommonPrefixes: page.prefixes.map((each) => ({ Prefix: encode(each) })),
    }),
  };
};

export const listVersions: Handler = (world, call) => {
  const { query, bucket } = call;
  world.buckets.get(bucket);
  const prefix = query.get('prefix') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker') ?? '';
  const maxKeys = readMaxKeys(call);
  const encode = keyEncoder(call);
  const marked = versionMarker && world.objects.findVersion(bucket, keyMarker, versionMarker);
  const rows = world.objects.listVersions(bucket, {
    prefix,
    after: keyMarker,
    beforeSequence: marked ? marked.sequence : 0,
    limit: maxKeys + 1,
  });
  const page = rows.slice(0, maxKeys);
  const last = rows.length > maxKeys ? page.at(-1) : undefined;
  const entry = (object: StoredObject) => ({
    Key: encode(object.key),
    VersionId: object.versionId,
    IsLatest: object.latest,
    ...(object.deleteMarker
      ? { LastModified: new Date(object.modifiedAt).toISOString() }
      : listed(object)),
  });
  return {
    status: 200,
    headers: xmlHeaders,
    body: xmlDocument('ListVersionsResult', {
      Name: bucket,
      Prefix: encode(prefix),
      KeyMarker: encode(keyMarker),
      VersionIdMarker: versionMarker,
      EncodingType: query.get('encoding-type'),
      MaxKeys: maxKeys,
      IsTruncated: last !== undefined,
      NextKeyMarker: last && encode(last.key),
      NextVersionIdMarker: last?.versionId,
      Version: page.filter((object) => !object.deleteMarker).map(entry),
      DeleteMarker: page.filter((object) => object.deleteMarker).map(entry),
    }),
  };
};

interface Selection {
  readonly prefix: string;
  readonly delimiter: string;
  readonly after: string;
  readonly maxKeys: number;
}

/** One page of keys and common prefixes, in order; `next` is where the page after it starts. */
function collect(world: S3World, bucket: string, selection: Selection) {
  const { prefix, delimiter, maxKeys } = selection;
  const objects: StoredObject[] = [];
  const prefixes: string[] = [];
  let after = selection.after;
  let common: string | undefined;
  for (;;) {
    const rows = world.objects.listCurrent(bucket, { prefix, after, limit: maxKeys + 1 });
    for (const { key, ...rest } of rows) {
      if (common !== undefined && key.startsWith(common)) continue;
      if (objects.length + prefixes.length === maxKeys)
        return { objects, prefixes, next: maxKeys === 0 ? undefined : after };
      const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      common = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
      if (common === undefined) objects.push({ key, ...rest });
      else prefixes.push(common);
      // No key of a common prefix sorts behind this one, so the next page skips all of them.
      after = common === undefined ? key : `${common}\u{10ffff}`;
    }
    if (rows.length <= maxKeys) return { objects, prefixes, next: undefined };
  }
}

function listed({ modifiedAt, etag, size }: StoredObject) {
  return {
    LastModified: new Date(modifiedAt).toISOString(),
    ETag: `"${etag}"`,
    Size: size,
    StorageClass: 'STANDARD',
  };
}

function readMaxKeys({ query }: Call): number {
  const text = query.get('max-keys') ?? '1000';
  if (!/^\d{1,9}$/.test(text)) throw s3Error('InvalidArgument', 'max-keys must be a number.');
  return Math.min(Number(text), 1000);
}

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64url');
  if (token === '' || key.toString('base64url') !== token)
    throw s3Error('InvalidArgument', 'The continuation token provided is incorrect');
  return key.toString();
}

function keyEncoder({ query }: Call): (key: string) => string {
  const encoding = query.get('encoding-type');
  if (encoding === undefined) return (key) => key;
  if (encoding !== 'url') throw s3Error('InvalidArgument', 'encoding-type must be url.');
  return (key) => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
}
