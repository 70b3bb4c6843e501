import { randomBytes } from 'node:crypto';
import type {
  CloudContext,
  CloudService,
  ResourceType,
  ServiceError,
  ServiceRequest,
  ServiceResponse,
} from '../service.ts';
import { accessNeeds } from './access-needs.ts';
import { openBodies } from './bodies.ts';
import { refuseByPolicy } from './bucket-policy.ts';
import { getLocation, getVersioning, headBucket, putVersioning } from './bucket-settings.ts';
import { openBuckets } from './buckets.ts';
import { type Operation, readCall } from './call.ts';
import { md5Of } from './checksums.ts';
import { copyObject } from './copy-object.ts';
import { deleteCors, getCors, preflight, putCors, withCors } from './cors.ts';
import { deleteObjects } from './delete-objects.ts';
import { s3Error } from './errors.ts';
import { listBuckets, listObjects, listVersions } from './listings.ts';
import { readMetadata } from './metadata.ts';
import { abortUpload, completeUpload, createUpload, listParts, uploadPart } from './multipart.ts';
import { openObjectStore } from './object-store.ts';
import {
  deleteObjectTagging,
  getObject,
  getObjectTagging,
  headObject,
  putObject,
  putObjectTagging,
  removeObject,
} from './objects.ts';
import { postObject } from './post-object.ts';
import { s3ResourceTypes } from './resources.ts';
import { openUploads } from './uploads.ts';
import { commitObject, type Handler, type S3World } from './world.ts';
import { xmlError } from './xml.ts';

const handlers: Readonly<Record<Operation, Handler>> = {
  ListBuckets: listBuckets,
  Preflight: preflight,
  PreflightObject: preflight,
  GetBucketLocation: getLocation,
  GetBucketCors: getCors,
  PutBucketCors: putCors,
  DeleteBucketCors: deleteCors,
  GetBucketVersioning: getVersioning,
  PutBucketVersioning: putVersioning,
  ListObjectVersions: listVersions,
  ListObjectsV2: listObjects,
  HeadBucket: headBucket,
  DeleteObjects: deleteObjects,
  PostObject: postObject,
  UploadPart: uploadPart,
  PutObjectTagging: putObjectTagging,
  CopyObject: copyObject,
  PutObject: putObject,
  ListParts: listParts,
  GetObjectTagging: getObjectTagging,
  GetObject: getObject,
  HeadObject: headObject,
  CreateMultipartUpload: createUpload,
  CompleteMultipartUpload: completeUpload,
  AbortMultipartUpload: abortUpload,
  DeleteObjectTagging: deleteObjectTagging,
  DeleteObject: removeObject,
};

const reading = /^(Get|Head|List|Preflight)/;

/** Objects for parts of the same process: the drop folder and the pages. No access is checked. */
export interface S3Objects {
  listBuckets(): readonly string[];
  /** Writes an object as PutObject does, event included. Throws NoSuchBucket. */
  put(bucket: string, key: string, body: Uint8Array, contentType?: string): Promise<void>;
  /** The newest version's bytes; undefined where there is none. */
  read(bucket: string, key: string): Promise<Uint8Array | undefined>;
}

/** S3 with path-style addresses: objects, versions, multipart, form uploads, CORS and events. */
export function createS3(context: CloudContext): CloudService & {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  readonly objects: S3Objects;
} {
  const { database, faults } = context;
  const world: S3World = {
    context,
    buckets: openBuckets(database),
    objects: openObjectStore(database),
    uploads: openUploads(database),
    bodies: openBodies(context.objectDirectory),
  };
  const { buckets, bodies } = world;
  bodies.sweep(new Set([...world.objects.files(), ...world.uploads.files()]));

  return {
    resourceTypes: s3ResourceTypes(context, buckets),
    objects: inProcess(world),

    needs: (request) => accessNeeds(readCall(request)),

    async handle(request) {
      const call = readCall(request);
      const { operation, bucket } = call;
      const scope = `s3:${operation}:${bucket}`;
      if (faults.strikes('throttle', scope)) throw s3Error('SlowDown');
      const settings = buckets.find(bucket);
      if (settings) refuseByPolicy(settings, accessNeeds(call));
      const response = await handlers[operation](world, call);
      if (!reading.test(operation) && faults.strikes('lost-acknowledgement', scope))
        throw s3Error('InternalError');
      return withCors(buckets, request, { ...response, headers: withId(response.headers) });
    },

    refuse: (request, error) => withCors(buckets, request, errorResponse(request, error)),

    reset() {
      database.exec('DELETE FROM s3_objects; DELETE FROM s3_parts; DELETE FROM s3_uploads');
      bodies.sweep(new Set());
    },
  };
}

function inProcess(world: S3World): S3Objects {
  const { buckets, bodies, objects } = world;
  return {
    listBuckets: () => buckets.list().map(({ name }) => name),
    async put(bucket, key, body, contentType) {
      buckets.get(bucket);
      const headers = contentType === undefined ? {} : { 'content-type': contentType };
      const segments = [await bodies.write([body])];
      const etag = md5Of([body]);
      commitObject(
        world,
        { bucket, key, size: body.length, etag, segments, metadata: readMetadata(headers) },
        { reason: 'PutObject', headers: {} },
      );
    },
    async read(bucket, key) {
      const object = objects.findLatest(bucket, key);
      if (!object || object.deleteMarker) return undefined;
      return bodies.read(object.segments, 0, object.size);
    },
  };
}

function errorResponse(request: ServiceRequest, error: ServiceError): ServiceResponse {
  const { code, message, status, details } = error;
  const headers = withId({ 'content-type': 'application/xml' });
  if (request.method === 'HEAD') return { status, headers };
  const extra = Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, String(value)]),
  );
  const body = xmlError({
    Code: code,
    Message: message,
    ...extra,
    Resource: request.path,
    RequestId: headers['x-amz-request-id'],
  });
  return { status, headers, body };
}

function withId(headers: ServiceResponse['headers']): Record<string, string> {
  return { ...headers, 'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase() };
}
