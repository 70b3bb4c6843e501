import { queryPairs } from '../canonical-request.ts';
import type { Caller, ServiceRequest } from '../service.ts';
import { s3Error } from './errors.ts';

/** An S3 request after it was found out which operation, bucket and key it means. */
export interface Call {
  readonly operation: Operation;
  readonly bucket: string;
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  /** Headers, and `x-amz-*` query parameters that a presigned URL carries in their place. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly caller: Caller;
}

interface Shape {
  readonly method: string;
  readonly level: 'account' | 'bucket' | 'object';
  /** Query parameters that must be there and tell this operation from others. */
  readonly by?: readonly string[];
  readonly header?: readonly [name: string, value: RegExp];
  readonly allows?: readonly string[];
}

const responseOverrides = [
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
];
const listing = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];
const copySource = ['x-amz-copy-source', /./] as const;

// The order matters: the first shape that fits is the operation.
const shapes = {
  ListBuckets: { method: 'GET', level: 'account' },
  Preflight: { method: 'OPTIONS', level: 'bucket' },
  PreflightObject: { method: 'OPTIONS', level: 'object' },
  GetBucketLocation: { method: 'GET', level: 'bucket', by: ['location'] },
  GetBucketCors: { method: 'GET', level: 'bucket', by: ['cors'] },
  PutBucketCors: { method: 'PUT', level: 'bucket', by: ['cors'] },
  DeleteBucketCors: { method: 'DELETE', level: 'bucket', by: ['cors'] },
  GetBucketVersioning: { method: 'GET', level: 'bucket', by: ['versioning'] },
  PutBucketVersioning: { method: 'PUT', level: 'bucket', by: ['versioning'] },
  ListObjectVersions: {
    method: 'GET',
    level: 'bucket',
    by: ['versions'],
    allows: ['prefix', 'max-keys', 'encoding-type', 'key-marker', 'version-id-marker'],
  },
  ListObjectsV2: {
    method: 'GET',
    level: 'bucket',
    by: ['list-type'],
    allows: [...listing, 'continuation-token', 'start-after', 'fetch-owner'],
  },
  HeadBucket: { method: 'HEAD', level: 'bucket' },
  DeleteObjects: { method: 'POST', level: 'bucket', by: ['delete'] },
  PostObject: {
    method: 'POST',
    level: 'bucket',
    header: ['content-type', /^multipart\/form-data\b/i],
  },
  UploadPart: { method: 'PUT', level: 'object', by: ['partNumber', 'uploadId'] },
  PutObjectTagging: { method: 'PUT', level: 'object', by: ['tagging'], allows: ['versionId'] },
  CopyObject: { method: 'PUT', level: 'object', header: copySource },
  PutObject: { method: 'PUT', level: 'object' },
  ListParts: {
    method: 'GET',
    level: 'object',
    by: ['uploadId'],
    allows: ['max-parts', 'part-number-marker'],
  },
  GetObjectTagging: { method: 'GET', level: 'object', by: ['tagging'], allows: ['versionId'] },
  GetObject: { method: 'GET', level: 'object', allows: ['versionId', ...responseOverrides] },
  HeadObject: { method: 'HEAD', level: 'object', allows: ['versionId', ...responseOverrides] },
  CreateMultipartUpload: { method: 'POST', level: 'object', by: ['uploads'] },
  CompleteMultipartUpload: { method: 'POST', level: 'object', by: ['uploadId'] },
  AbortMultipartUpload: { method: 'DELETE', level: 'object', by: ['uploadId'] },
  DeleteObjectTagging: {
    method: 'DELETE',
    level: 'object',
    by: ['tagging'],
    allows: ['versionId'],
  },
  DeleteObject: { method: 'DELETE', level: 'object', allows: ['versionId'] },
} as const satisfies Record<string, Shape>;

export type Operation = keyof typeof shapes;

const entries: readonly (readonly [Operation, Shape])[] = operationsOf(shapes);

/** Reads a request. Throws NotImplemented for an operation or parameter that is not emulated. */
export function readCall(request: ServiceRequest): Call {
  const { bucket, key, query } = readTarget(request);
  const headers = { ...hoistedHeaders(query), ...request.headers };
  const level = bucket === '' ? 'account' : key === '' ? 'bucket' : 'object';
  const found = entries.find(
    ([, shape]) =>
      shape.method === request.method &&
      shape.level === level &&
      (shape.by ?? []).every((name) => query.has(name)) &&
      (!shape.header || shape.header[1].test(headers[shape.header[0]] ?? '')),
  );
  if (!found) throw s3Error('NotImplemented');
  const [operation, shape] = found;
  const known = [...(shape.by ?? []), ...(shape.allows ?? []), 'x-id'];
  const unknown = [...query.keys()].find(
    (name) => !known.includes(name) && !name.toLowerCase().startsWith('x-amz-'),
  );
  if (unknown !== undefined)
    throw s3Error('NotImplemented', `The parameter ${unknown} of ${operation} is not implemented.`);
  if (Buffer.byteLength(key) > 1024) throw s3Error('KeyTooLongError');
  return { operation, bucket, key, query, headers, body: request.body, caller: request.caller };
}

/** The bucket a request names in its path, without checking anything else. */
export function bucketOf(request: ServiceRequest): string {
  return request.path.split('/')[1] ?? '';
}

function readTarget(request: ServiceRequest) {
  const [, bucket = '', ...key] = request.path.split('/');
  try {
    const query = new Map(queryPairs(request.query));
    return { bucket, key: decodeURIComponent(key.join('/')), query };
  } catch {
    throw s3Error('InvalidURI');
  }
}

function hoistedHeaders(query: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...query]
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => name.startsWith('x-amz-')),
  );
}

function operationsOf(
  table: Readonly<Record<Operation, Shape>>,
): readonly (readonly [Operation, Shape])[] {
  const names: Operation[] = [];
  for (const name in table) if (isOperation(name)) names.push(name);
  return names.map((name) => [name, table[name]]);
}

function isOperation(name: string): name is Operation {
  return Object.hasOwn(shapes, name);
}
