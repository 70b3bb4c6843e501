import * as z from 'zod';
import type { ServiceResponse } from '../service.ts';
import type { Call } from './call.ts';
import { isUnmodified, readRange } from './conditions.ts';
import { s3Error } from './errors.ts';
import { checkTags, readMetadata } from './metadata.ts';
import type { StoredObject } from './object-store.ts';
import { readPayload } from './payload.ts';
import { commitObject, deleteObject, type Handler, type S3World, versionHeaders } from './world.ts';
import { parseXml, xmlDocument } from './xml.ts';

export const putObject: Handler = async (world, call) => {
  const { bucket, key, headers } = call;
  world.buckets.get(bucket);
  const metadata = readMetadata(headers);
  const { chunks, md5, size, checksum } = readPayload(call);
  const segments = [await world.bodies.write(chunks)];
  const object = commitObject(
    world,
    { bucket, key, size, etag: md5, segments, metadata: { ...metadata, checksum } },
    { reason: 'PutObject', headers },
  );
  return {
    status: 200,
    headers: {
      etag: `"${object.etag}"`,
      ...encryptionHeader,
      ...versionHeaders(world, object),
      ...(checksum && { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value }),
    },
  };
};

export const getObject: Handler = async (world, call) => {
  const object = findForReading(world, call);
  const found = describe(world, call, object);
  if (found.status === 304) return found.response;
  const { start, end } = found;
  return { ...found.response, body: await world.bodies.read(object.segments, start, end) };
};

export const headObject: Handler = (world, call) =>
  describe(world, call, findForReading(world, call)).response;

export const removeObject: Handler = (world, { bucket, key, query, headers }) => {
  const versionId = query.get('versionId');
  const deletion = deleteObject(world, { bucket, key, versionId }, headers);
  return {
    status: 204,
    headers: {
      ...(deletion.versionId === undefined ? {} : { 'x-amz-version-id': deletion.versionId }),
      ...(deletion.deleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  };
};

const Tagging = z.object({
  Tagging: z.object({
    TagSet: z.union([
      z.object({ Tag: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]) }),
      z.literal('').transform(() => ({ Tag: [] })),
    ]),
  }),
});

export const getObjectTagging: Handler = (world, call) => {
  const object = findForReading(world, call);
  const tags = Object.entries(object.metadata.tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...versionHeaders(world, object) },
    body: xmlDocument('Tagging', { TagSet: { Tag: tags } }),
  };
};

export const putObjectTagging: Handler = (world, call) => {
  readPayload(call);
  const { TagSet } = parseXml(Tagging, call.body).Tagging;
  const tags = Object.fromEntries(TagSet.Tag.map(({ Key, Value }) => [Key, Value]));
  checkTags(tags);
  return retag(world, call, tags, 200);
};

export const deleteObjectTagging: Handler = (world, call) => retag(world, call, {}, 204);

function retag(world: S3World, call: Call, tags: Record<string, string>, status: number) {
  const object = findForReading(world, call);
  world.objects.setMetadata(object, { ...object.metadata, tags });
  return { status, headers: versionHeaders(world, object) };
}

export const encryptionHeader = { 'x-amz-server-side-encryption': 'AES256' };

/**
 * The version a read means. Throws NoSuchKey or NoSuchVersion, or AccessDenied in their place where
 * the caller may not list the bucket and so must not learn what is in it.
 */
export function findForReading(
  world: S3World,
  target: Pick<Call, 'bucket' | 'key' | 'query' | 'caller'>,
): StoredObject {
  const { bucket, key, query, caller } = target;
  world.buckets.get(bucket);
  const versionId = query.get('versionId');
  const object =
    versionId === undefined
      ? world.objects.findLatest(bucket, key)
      : world.objects.findVersion(bucket, key, versionId);
  if (object && !object.deleteMarker) return object;
  world.context.access.check(caller, [
    {
      action: 's3:ListBucket',
      resource: `arn:aws:s3:::${bucket}`,
      conditions: { 's3:prefix': key },
    },
  ]);
  if (object && versionId !== undefined) throw s3Error('MethodNotAllowed');
  throw s3Error(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion', undefined, { Key: key });
}

function describe(
  world: S3World,
  call: Call,
  object: StoredObject,
): { status: number; response: ServiceResponse; start: number; end: number } {
  const { headers, query, caller } = call;
  const { metadata, etag, size, modifiedAt } = object;
  const validators = {
    etag: `"${etag}"`,
    'last-modified': new Date(modifiedAt).toUTCString(),
    ...versionHeaders(world, object),
  };
  if (isUnmodified(headers, object))
    return { status: 304, response: { status: 304, headers: validators }, start: 0, end: 0 };

  const overrides = [...query].flatMap(([name, value]) =>
    name.startsWith('response-') ? [[name.slice('response-'.length), value] as const] : [],
  );
  if (overrides.length > 0 && caller.kind === 'anonymous')
    throw s3Error('InvalidRequest', 'Response headers cannot be set by anonymous requests.');
  const range = readRange(headers['range'], size);
  const { start, end } = range ?? { start: 0, end: size };
  const status = range ? 206 : 200;
  const tagCount = Object.keys(metadata.tags).length;
  const response = {
    status,
    headers: {
      ...metadata.headers,
      ...Object.fromEntries(overrides),
      ...validators,
      ...encryptionHeader,
      'accept-ranges': 'bytes',
      'content-length': String(end - start),
      ...(range && { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
      ...(tagCount > 0 && { 'x-amz-tagging-count': String(tagCount) }),
      ...(range ? {} : checksumHeaders(call, object)),
    },
  };
  return { status, response, start, end };
}

function checksumHeaders({ headers }: Call, { metadata }: StoredObject): Record<string, string> {
  const { checksum } = metadata;
  if (!checksum || headers['x-amz-checksum-mode']?.toUpperCase() !== 'ENABLED') return {};
  return {
    [`x-amz-checksum-${checksum.algorithm}`]: checksum.value,
    'x-amz-checksum-type': checksum.value.includes('-') ? 'COMPOSITE' : 'FULL_OBJECT',
  };
}
