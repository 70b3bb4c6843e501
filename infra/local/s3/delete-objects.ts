import * as z from 'zod';
import { ServiceError } from '../service.ts';
import { objectNeed } from './access-needs.ts';
import { refuseByPolicy } from './bucket-policy.ts';
import type { Call } from './call.ts';
import { s3Error } from './errors.ts';
import { readPayload } from './payload.ts';
import { deleteObject, type Handler, type S3World } from './world.ts';
import { parseXml, xmlDocument } from './xml.ts';

const Target = z.object({ Key: z.string().min(1), VersionId: z.string().optional() });

const Request = z.object({
  Delete: z.object({
    Object: z.array(Target).min(1).max(1000),
    Quiet: z.enum(['true', 'false']).default('false'),
  }),
});

/** Deletes up to 1000 keys; each is allowed or refused for itself, as S3 does. */
export const deleteObjects: Handler = (world, call) => {
  if (call.caller.kind === 'anonymous') throw s3Error('AccessDenied');
  const { checksum } = readPayload(call);
  if (!checksum && call.headers['content-md5'] === undefined)
    throw s3Error('InvalidRequest', 'Missing required header for this request: Content-MD5');
  world.buckets.get(call.bucket);
  const { Object: targets, Quiet } = parseXml(Request, call.body).Delete;
  const results = targets.map((target) => deleteOne(world, call, target));
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: xmlDocument('DeleteResult', {
      Deleted: Quiet === 'true' ? [] : results.flatMap(({ deleted }) => deleted ?? []),
      Error: results.flatMap(({ error }) => error ?? []),
    }),
  };
};

function deleteOne(world: S3World, call: Call, { Key, VersionId }: z.infer<typeof Target>) {
  const { bucket, caller } = call;
  try {
    const needs = [objectNeed('DeleteObject', `arn:aws:s3:::${bucket}/${Key}`, VersionId)];
    world.context.access.check(caller, needs);
    refuseByPolicy(world.buckets.get(bucket), needs);
    const deletion = deleteObject(world, { bucket, key: Key, versionId: VersionId });
    const marker = deletion.deleteMarker
      ? { DeleteMarker: true, DeleteMarkerVersionId: deletion.versionId }
      : {};
    return { deleted: { Key, VersionId, ...marker } };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { error: { Key, VersionId, Code: error.code, Message: error.message } };
  }
}
