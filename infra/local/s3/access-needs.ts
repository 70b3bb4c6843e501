import type { AccessNeed } from '../service.ts';
import type { Call, Operation } from './call.ts';
import { readCopySource } from './copy-object.ts';

type Level = 'account' | 'bucket' | 'object';

// Actions: Service Authorization Reference, Amazon S3. Undefined: decided while it runs.
const actions: Readonly<Record<Operation, readonly [Level, string] | undefined>> = {
  ListBuckets: ['account', 'ListAllMyBuckets'],
  Preflight: undefined,
  PreflightObject: undefined,
  GetBucketLocation: ['bucket', 'GetBucketLocation'],
  GetBucketCors: ['bucket', 'GetBucketCORS'],
  PutBucketCors: ['bucket', 'PutBucketCORS'],
  DeleteBucketCors: ['bucket', 'PutBucketCORS'],
  GetBucketVersioning: ['bucket', 'GetBucketVersioning'],
  PutBucketVersioning: ['bucket', 'PutBucketVersioning'],
  ListObjectVersions: ['bucket', 'ListBucketVersions'],
  ListObjectsV2: ['bucket', 'ListBucket'],
  HeadBucket: ['bucket', 'ListBucket'],
  DeleteObjects: undefined,
  PostObject: undefined,
  UploadPart: ['object', 'PutObject'],
  PutObjectTagging: ['object', 'PutObjectTagging'],
  CopyObject: ['object', 'PutObject'],
  PutObject: ['object', 'PutObject'],
  ListParts: ['object', 'ListMultipartUploadParts'],
  GetObjectTagging: ['object', 'GetObjectTagging'],
  GetObject: ['object', 'GetObject'],
  HeadObject: ['object', 'GetObject'],
  CreateMultipartUpload: ['object', 'PutObject'],
  CompleteMultipartUpload: ['object', 'PutObject'],
  AbortMultipartUpload: ['object', 'AbortMultipartUpload'],
  DeleteObjectTagging: ['object', 'DeleteObjectTagging'],
  DeleteObject: ['object', 'DeleteObject'],
};

/** Actions that are another one when a version is named. */
const versioned: ReadonlySet<string> = new Set([
  'GetObject',
  'DeleteObject',
  'GetObjectTagging',
  'PutObjectTagging',
  'DeleteObjectTagging',
]);

/** What IAM is asked before the call runs; form uploads and batch deletes ask by themselves. */
export function accessNeeds(call: Call): readonly AccessNeed[] {
  const entry = actions[call.operation];
  if (!entry) return [];
  const [level, action] = entry;
  const { bucket, key, query, headers } = call;
  if (level === 'account') return [{ action: `s3:${action}`, resource: '*' }];
  const bucketArn = `arn:aws:s3:::${bucket}`;
  if (level === 'bucket')
    return [{ action: `s3:${action}`, resource: bucketArn, conditions: listConditions(query) }];

  const resource = `${bucketArn}/${key}`;
  const versionId = query.get('versionId');
  const needs = [objectNeed(action, resource, versionId)];
  const writesTags = headers['x-amz-tagging'] !== undefined && action === 'PutObject';
  if (writesTags) needs.push({ action: 's3:PutObjectTagging', resource });
  if (call.operation === 'CopyObject') {
    const source = readCopySource(call);
    const sourceArn = `arn:aws:s3:::${source.bucket}/${source.key}`;
    needs.push(objectNeed('GetObject', sourceArn, source.query.get('versionId')));
  }
  return needs;
}

/** The need for an action on an object, or on one version of it. */
export function objectNeed(
  action: string,
  resource: string,
  versionId: string | undefined,
): AccessNeed {
  if (versionId === undefined || !versioned.has(action))
    return { action: `s3:${action}`, resource };
  const ofVersion = action.replace(/Object(Tagging)?$/, 'ObjectVersion$1');
  return { action: `s3:${ofVersion}`, resource, conditions: { 's3:VersionId': versionId } };
}

function listConditions(query: Call['query']): Record<string, string> {
  const names = ['prefix', 'delimiter', 'max-keys'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = query.get(name);
      return value === undefined ? [] : [[`s3:${name}`, value]];
    }),
  );
}
