import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Call } from './call.ts';
import { type ChecksumAlgorithm, checksumAlgorithms, checksumOf } from './checksums.ts';
import { s3Error } from './errors.ts';
import { readMetadata } from './metadata.ts';
import { encryptionHeader } from './objects.ts';
import { type Checksum, findChecksum, readPayload } from './payload.ts';
import type { Part, Upload } from './uploads.ts';
import { atomically, commitObject, type Handler, type S3World, versionHeaders } from './world.ts';
import { parseXml, xmlDocument } from './xml.ts';

const MIN_PART_BYTES = 5 * 1024 * 1024;
const xmlHeaders = { 'content-type': 'application/xml' };

export const createUpload: Handler = (world, call) => {
  const { bucket, key, headers } = call;
  world.buckets.get(bucket);
  const algorithm = readAlgorithm(headers['x-amz-checksum-algorithm']);
  const type = headers['x-amz-checksum-type'];
  const fullObject = type === undefined ? algorithm === 'crc64nvme' : type === 'FULL_OBJECT';
  if (fullObject && algorithm?.startsWith('sha'))
    throw s3Error('InvalidRequest', 'SHA checksums of a multipart upload must be COMPOSITE.');
  const id = randomBytes(48).toString('base64url');
  world.uploads.create({ id, bucket, key, metadata: readMetadata(headers), algorithm, fullObject });
  return {
    status: 200,
    headers: {
      ...xmlHeaders,
      ...encryptionHeader,
      ...(algorithm && {
        'x-amz-checksum-algorithm': algorithm.toUpperCase(),
        'x-amz-checksum-type': fullObject ? 'FULL_OBJECT' : 'COMPOSITE',
      }),
    },
    body: xmlDocument('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: id }),
  };
};

export const uploadPart: Handler = async (world, call) => {
  if (call.headers['x-amz-copy-source'] !== undefined)
    throw s3Error('NotImplemented', 'UploadPartCopy is not implemented.');
  const upload = findUpload(world, call);
  const number = Number(call.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw s3Error('InvalidArgument', 'Part number must be an integer between 1 and 10000.');
  const { chunks, md5, checksum } = readPayload(call);
  if (checksum && upload.algorithm && checksum.algorithm !== upload.algorithm)
    throw s3Error('InvalidRequest', 'Checksum Type mismatch occurred.');
  const value = upload.algorithm && (checksum?.value ?? checksumOf(upload.algorithm, chunks));
  const segment = await world.bodies.write(chunks);
  // The upload may have been completed or aborted while the bytes were written.
  if (!world.uploads.find(upload.id)) {
    world.bodies.remove([segment]);
    throw s3Error('NoSuchUpload');
  }
  const replaced = world.uploads.putPart(upload.id, {
    number,
    segment,
    etag: md5,
    checksum: value,
  });
  if (replaced) world.bodies.remove([replaced]);
  return {
    status: 200,
    headers: {
      etag: `"${md5}"`,
      ...encryptionHeader,
      ...(checksum && { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value }),
    },
  };
};

const ListedPart = z.looseObject({
  PartNumber: z.coerce.number().int(),
  ETag: z.string().transform((text) => text.replaceAll('"', '')),
});

const Completion = z.object({
  CompleteMultipartUpload: z.object({ Part: z.array(ListedPart).min(1) }),
});

export const completeUpload: Handler = async (world, call) => {
  const { bucket, key, headers } = call;
  const upload = findUpload(world, call);
  const listed = parseXml(Completion, call.body).CompleteMultipartUpload.Part;
  const uploaded = world.uploads.parts(upload.id);
  const parts = choose(listed, uploaded, upload.algorithm);
  const segments = parts.map((part) => part.segment);
  const size = segments.reduce((sum, segment) => sum + segment.size, 0);
  const checksum = await wholeChecksum(world, upload, parts);
  checkWhole(headers, checksum, size);
  // Somebody else may have finished while the checksum was computed.
  findUpload(world, call);
  const object = commitKeepingParts(world, upload, { parts, size, checksum, headers });
  const unused = uploaded.filter((part) => !parts.includes(part)).map((part) => part.segment);
  world.bodies.remove(unused);
  return {
    status: 200,
    headers: { ...xmlHeaders, ...encryptionHeader, ...versionHeaders(world, object) },
    body: xmlDocument('CompleteMultipartUploadResult', {
      Location: `/${bucket}/${encodeURIComponent(key)}`,
      Bucket: bucket,
      Key: key,
      ETag: `"${object.etag}"`,
      ...(checksum && {
        [`Checksum${checksum.algorithm.toUpperCase()}`]: checksum.value,
        ChecksumType: upload.fullObject ? 'FULL_OBJECT' : 'COMPOSITE',
      }),
    }),
  };
};

export const abortUpload: Handler = (world, call) => {
  const { id } = findUpload(world, call);
  const segments = world.uploads.parts(id).map((part) => part.segment);
  atomically(world, () => world.uploads.remove(id));
  world.bodies.remove(segments);
  return { status: 204 };
};

export const listParts: Handler = (world, call) => {
  const { id, bucket, key } = findUpload(world, call);
  const marker = Number(call.query.get('part-number-marker') ?? 0);
  const limit = Math.min(Number(call.query.get('max-parts') ?? 1000), 1000);
  if (Number.isNaN(marker) || Number.isNaN(limit)) throw s3Error('InvalidArgument');
  const parts = world.uploads.parts(id).filter((part) => part.number > marker);
  const page = parts.slice(0, limit);
  const truncated = parts.length > page.length;
  return {
    status: 200,
    headers: xmlHeaders,
    body: xmlDocument('ListPartsResult', {
      Bucket: bucket,
      Key: key,
      UploadId: id,
      PartNumberMarker: marker,
      NextPartNumberMarker: truncated ? page.at(-1)?.number : undefined,
      MaxParts: limit,
      IsTruncated: truncated,
      Part: page.map(({ number, etag, segment }) => ({
        PartNumber: number,
        ETag: `"${etag}"`,
        Size: segment.size,
      })),
    }),
  };
};

function findUpload({ buckets, uploads }: S3World, call: Call): Upload {
  buckets.get(call.bucket);
  const upload = uploads.find(call.query.get('uploadId') ?? '');
  if (!upload || upload.bucket !== call.bucket || upload.key !== call.key)
    throw s3Error('NoSuchUpload');
  return upload;
}

function choose(
  listed: readonly z.infer<typeof ListedPart>[],
  uploaded: readonly Part[],
  algorithm: ChecksumAlgorithm | undefined,
): readonly Part[] {
  const parts = listed.map(({ PartNumber, ETag, ...claims }, index) => {
    if (index > 0 && PartNumber <= (listed[index - 1]?.PartNumber ?? 0))
      throw s3Error('InvalidPartOrder');
    const part = uploaded.find((each) => each.number === PartNumber);
    const claimed = algorithm && claims[`Checksum${algorithm.toUpperCase()}`];
    if (!part || part.etag !== ETag || (claimed !== undefined && claimed !== part.checksum))
      throw s3Error('InvalidPart', undefined, { PartNumber, ETag });
    return part;
  });
  if (parts.slice(0, -1).some((part) => part.segment.size < MIN_PART_BYTES))
    throw s3Error('EntityTooSmall');
  return parts;
}

async function wholeChecksum(
  world: S3World,
  { algorithm, fullObject }: Upload,
  parts: readonly Part[],
): Promise<Checksum | undefined> {
  if (!algorithm) return undefined;
  if (!fullObject) {
    const values = parts.map((part) => Buffer.from(part.checksum ?? '', 'base64'));
    return { algorithm, value: `${checksumOf(algorithm, values)}-${parts.length}` };
  }
  const chunks = await Promise.all(
    parts.map(({ segment }) => world.bodies.read([segment], 0, segment.size)),
  );
  return { algorithm, value: checksumOf(algorithm, chunks) };
}

function checkWhole(headers: Call['headers'], checksum: Checksum | undefined, size: number): void {
  const claimed = findChecksum(headers);
  const value = checksum?.value;
  if (claimed && claimed.value !== value && claimed.value !== value?.replace(/-\d+$/, ''))
    throw s3Error('BadDigest');
  const claimedSize = headers['x-amz-mp-object-size'];
  if (claimedSize !== undefined && Number(claimedSize) !== size) throw s3Error('InvalidRequest');
}

function commitKeepingParts(
  world: S3World,
  { id, bucket, key, metadata }: Upload,
  whole: {
    parts: readonly Part[];
    size: number;
    checksum: Checksum | undefined;
    headers: Call['headers'];
  },
) {
  const { parts, size, checksum, headers } = whole;
  const digest = createHash('md5');
  for (const part of parts) digest.update(part.etag, 'hex');
  return commitObject(
    world,
    {
      bucket,
      key,
      size,
      etag: `${digest.digest('hex')}-${parts.length}`,
      segments: parts.map((part) => part.segment),
      metadata: { ...metadata, checksum },
    },
    {
      reason: 'CompleteMultipartUpload',
      headers,
      keepFilesOnFailure: true,
      alongside: () => world.uploads.remove(id),
    },
  );
}

function readAlgorithm(name: string | undefined): ChecksumAlgorithm | undefined {
  if (name === undefined) return undefined;
  const algorithm = checksumAlgorithms.find((each) => each === name.toLowerCase());
  if (!algorithm) throw s3Error('InvalidRequest', 'Checksum algorithm provided is unsupported.');
  return algorithm;
}
