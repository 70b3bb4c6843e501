import { randomBytes } from 'node:crypto';
import type { CloudContext, ServiceResponse } from '../service.ts';
import type { Bodies } from './bodies.ts';
import type { Buckets } from './buckets.ts';
import type { Call } from './call.ts';
import { checkWrite } from './conditions.ts';
import type { NewObject, ObjectStore, StoredObject } from './object-store.ts';
import type { Uploads } from './uploads.ts';

/** What every S3 operation works on. */
export interface S3World {
  readonly context: CloudContext;
  readonly buckets: Buckets;
  readonly objects: ObjectStore;
  readonly uploads: Uploads;
  readonly bodies: Bodies;
}

export type Handler = (world: S3World, call: Call) => ServiceResponse | Promise<ServiceResponse>;

export type Draft = Pick<NewObject, 'bucket' | 'key' | 'size' | 'etag' | 'segments' | 'metadata'>;

/** How an object came to be, in the words of the event. */
export type CreateReason = 'PutObject' | 'POST Object' | 'CopyObject' | 'CompleteMultipartUpload';

/**
 * Makes a written body the newest version of its key, in one step with `alongside`, and tells the
 * bus. The conditions among the headers are decided here. On failure the files are removed.
 */
export function commitObject(
  world: S3World,
  draft: Draft,
  how: {
    reason: CreateReason;
    headers: Readonly<Record<string, string>>;
    alongside?: () => void;
    /** The parts of a multipart upload stay: the caller may complete it in another way. */
    keepFilesOnFailure?: boolean;
  },
): StoredObject {
  const { objects, bodies, buckets, context } = world;
  try {
    const { versioning } = buckets.get(draft.bucket);
    const object = {
      ...draft,
      versionId: versioning === 'Enabled' ? newVersionId() : 'null',
      deleteMarker: false,
      modifiedAt: context.clock.now(),
    };
    const { stored, replaced } = atomically(world, () => {
      checkWrite(how.headers, objects.findLatest(draft.bucket, draft.key));
      how.alongside?.();
      const added = objects.add(object);
      const stored = { ...object, sequence: added.sequence, latest: true };
      announce(world, 'Object Created', stored, { reason: how.reason });
      return { stored, replaced: added.replaced };
    });
    if (replaced) bodies.remove(replaced.segments);
    return stored;
  } catch (error) {
    if (!how.keepFilesOnFailure) bodies.remove(draft.segments);
    throw error;
  }
}

/** What DeleteObject says it did; both are undefined where nothing has versions. */
export interface Deletion {
  readonly versionId: string | undefined;
  readonly deleteMarker: boolean;
}

/** Deletes a version, or hides the key behind a delete marker where the bucket keeps versions. */
export function deleteObject(
  world: S3World,
  target: { bucket: string; key: string; versionId: string | undefined },
  headers: Readonly<Record<string, string>> = {},
): Deletion {
  const { objects, buckets, bodies } = world;
  const { bucket, key, versionId } = target;
  const { versioning } = buckets.get(bucket);
  const latest = objects.findLatest(bucket, key);
  checkWrite(headers, latest);
  if (versionId !== undefined || versioning === '') {
    const gone = objects.findVersion(bucket, key, versionId ?? 'null');
    if (gone) {
      atomically(world, () => {
        objects.remove(gone);
        announce(world, 'Object Deleted', gone, {
          reason: 'DeleteObject',
          'deletion-type': 'Permanently Deleted',
        });
      });
      bodies.remove(gone.segments);
    }
    return { versionId, deleteMarker: gone?.deleteMarker ?? false };
  }
  const marker = {
    bucket,
    key,
    versionId: versioning === 'Enabled' ? newVersionId() : 'null',
    deleteMarker: true,
    size: 0,
    etag: '',
    modifiedAt: world.context.clock.now(),
    segments: [],
    metadata: { headers: {}, tags: {} },
  };
  const replaced = atomically(world, () => {
    const added = objects.add(marker);
    const stored = { ...marker, sequence: added.sequence, latest: true };
    announce(world, 'Object Deleted', stored, {
      reason: 'DeleteObject',
      'deletion-type': 'Delete Marker Created',
    });
    return added.replaced;
  });
  if (replaced) bodies.remove(replaced.segments);
  return { versionId: marker.versionId, deleteMarker: true };
}

/** Runs changes of several rows as one. */
export function atomically<T>({ context }: Pick<S3World, 'context'>, work: () => T): T {
  const { database } = context;
  database.exec('SAVEPOINT s3');
  try {
    const result = work();
    database.exec('RELEASE s3');
    return result;
  } catch (error) {
    database.exec('ROLLBACK TO s3; RELEASE s3');
    throw error;
  }
}

/** The headers that name a version; objects of buckets that never had versions give none. */
export function versionHeaders(world: S3World, object: StoredObject): Record<string, string> {
  const versioned = world.buckets.get(object.bucket).versioning !== '';
  return versioned ? { 'x-amz-version-id': object.versionId } : {};
}

// Shape of the event: Amazon S3 User Guide, "EventBridge event message structure".
function announce(
  world: S3World,
  detailType: 'Object Created' | 'Object Deleted',
  object: StoredObject,
  cause: Readonly<Record<string, string>>,
): void {
  const { context, buckets } = world;
  const bucket = buckets.get(object.bucket);
  if (!bucket.eventBridge) return;
  const size = detailType === 'Object Created' ? { size: object.size } : {};
  context.events.put('default', {
    source: 'aws.s3',
    'detail-type': detailType,
    resources: [`arn:aws:s3:::${bucket.name}`],
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: {
        key: object.key,
        ...size,
        etag: object.etag,
        ...(bucket.versioning === '' ? {} : { 'version-id': object.versionId }),
        sequencer: object.sequence.toString(16).toUpperCase().padStart(18, '0'),
      },
      'request-id': randomBytes(8).toString('hex').toUpperCase(),
      requester: context.accountId,
      'source-ip-address': '127.0.0.1',
      ...cause,
    },
  });
}

function newVersionId(): string {
  return randomBytes(24).toString('base64url');
}
