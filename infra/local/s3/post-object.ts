import type { ServiceResponse } from '../service.ts';
import { refuseByPolicy } from './bucket-policy.ts';
import { s3Error } from './errors.ts';
import { readForm } from './form-data.ts';
import { readMetadata } from './metadata.ts';
import type { StoredObject } from './object-store.ts';
import { encryptionHeader } from './objects.ts';
import { readPayload } from './payload.ts';
import { checkPolicy, formSigner } from './post-policy.ts';
import { commitObject, type Handler, versionHeaders } from './world.ts';
import { xmlDocument } from './xml.ts';

/** A browser's form upload: allowed by the policy in the form and by the rights of its signer. */
export const postObject: Handler = async (world, { bucket, headers, body }) => {
  const { context, bodies } = world;
  const settings = world.buckets.get(bucket);
  const form = readForm(headers['content-type'] ?? '', body);
  const named = form.fields.get('key');
  if (!named) throw s3Error('InvalidArgument', "Bucket POST must contain a field named 'key'.");
  const key = named.replaceAll(/\$\{filename\}/g, () => form.fileName.split(/[\\/]/).at(-1) ?? '');
  if (Buffer.byteLength(key) > 1024) throw s3Error('KeyTooLongError');
  const fields = new Map([...form.fields, ['key', key]]);

  const signer = formSigner(fields, context.credentials);
  checkPolicy({ bucket, fields, size: form.file.length }, context.clock.now());
  const need = { action: 's3:PutObject', resource: `arn:aws:s3:::${bucket}/${key}` };
  context.access.check(signer, [need]);
  refuseByPolicy(settings, [need]);

  if (fields.has('tagging')) throw s3Error('NotImplemented', 'The field tagging is not supported.');
  const asHeaders = Object.fromEntries(fields);
  asHeaders['x-amz-acl'] ??= fields.get('acl') ?? 'bucket-owner-full-control';
  if (form.fileType !== '') asHeaders['content-type'] ??= form.fileType;
  const metadata = readMetadata(asHeaders);
  const { chunks, md5, size, checksum } = readPayload({ headers: asHeaders, body: form.file });
  const segments = [await bodies.write(chunks)];
  const object = commitObject(
    world,
    { bucket, key, size, etag: md5, segments, metadata: { ...metadata, checksum } },
    { reason: 'POST Object', headers: {} },
  );
  const response = respond(fields, object);
  return {
    ...response,
    headers: { ...response.headers, ...encryptionHeader, ...versionHeaders(world, object) },
  };
};

function respond(
  fields: ReadonlyMap<string, string>,
  { bucket, key, etag }: StoredObject,
): ServiceResponse {
  const location = `/${bucket}/${encodeURIComponent(key)}`;
  const redirect = fields.get('success_action_redirect') ?? fields.get('redirect');
  if (redirect !== undefined && URL.canParse(redirect)) {
    const target = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket, key, etag: `"${etag}"` }))
      target.searchParams.set(name, value);
    return { status: 303, headers: { location: target.href } };
  }
  const headers = { etag: `"${etag}"`, location };
  const status = fields.get('success_action_status');
  if (status === '200') return { status: 200, headers };
  if (status !== '201') return { status: 204, headers };
  return {
    status: 201,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: xmlDocument('PostResponse', {
      Location: location,
      Bucket: bucket,
      Key: key,
      ETag: `"${etag}"`,
    }),
  };
}
