import type { Call } from './call.ts';
import { isUnmodified } from './conditions.ts';
import { s3Error } from './errors.ts';
import { readMetadata } from './metadata.ts';
import type { StoredObject } from './object-store.ts';
import { encryptionHeader, findForReading } from './objects.ts';
import { commitObject, type Handler, versionHeaders } from './world.ts';
import { xmlDocument } from './xml.ts';

/** Where `x-amz-copy-source` points. Throws InvalidArgument. */
export function readCopySource(call: Pick<Call, 'headers'>): {
  bucket: string;
  key: string;
  query: ReadonlyMap<string, string>;
} {
  const [path = '', query = ''] = (call.headers['x-amz-copy-source'] ?? '').split('?');
  try {
    const [bucket = '', ...key] = decodeURIComponent(path).replace(/^\//, '').split('/');
    const versionId = new URLSearchParams(query).get('versionId');
    if (bucket !== '' && key.join('/') !== '')
      return {
        bucket,
        key: key.join('/'),
        query: new Map(versionId === null ? [] : [['versionId', versionId]]),
      };
  } catch {
    // A broken escape is refused like any other source that names no object.
  }
  throw s3Error('InvalidArgument', 'Copy Source must mention the source bucket and key.');
}

export const copyObject: Handler = async (world, call) => {
  const { bucket, key, headers, caller } = call;
  world.buckets.get(bucket);
  const source = readCopySource(call);
  const original = findForReading(world, { ...source, caller });
  checkSource(headers, original);

  const replaceHeaders = headers['x-amz-metadata-directive'] === 'REPLACE';
  const replaceTags = headers['x-amz-tagging-directive'] === 'REPLACE';
  if (source.bucket === bucket && source.key === key && !replaceHeaders && !source.query.size)
    throw s3Error('InvalidRequest', 'This copy request changes nothing and is illegal.');
  const given = readMetadata(headers);
  const { metadata } = original;
  const composite = original.etag.includes('-');
  const segments = world.bodies.copy(original.segments);
  const object = commitObject(
    world,
    {
      bucket,
      key,
      size: original.size,
      etag: composite ? await world.bodies.md5(segments) : original.etag,
      segments,
      metadata: {
        headers: replaceHeaders ? given.headers : metadata.headers,
        tags: replaceTags ? given.tags : metadata.tags,
        checksum: composite ? undefined : metadata.checksum,
      },
    },
    { reason: 'CopyObject', headers },
  );
  const lastModified = new Date(object.modifiedAt).toISOString();
  return {
    status: 200,
    headers: {
      'content-type': 'application/xml',
      ...encryptionHeader,
      ...versionHeaders(world, object),
      ...(original.versionId !== 'null' && { 'x-amz-copy-source-version-id': original.versionId }),
    },
    body: xmlDocument('CopyObjectResult', {
      ETag: `"${object.etag}"`,
      LastModified: lastModified,
    }),
  };
};

function checkSource(headers: Call['headers'], original: StoredObject): void {
  const prefix = 'x-amz-copy-source-if-';
  const conditions = Object.entries(headers)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice('x-amz-copy-source-'.length), value] as const);
  if (isUnmodified(Object.fromEntries(conditions), original)) throw s3Error('PreconditionFailed');
}
