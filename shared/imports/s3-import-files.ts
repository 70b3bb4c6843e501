import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { FileFacts, ImportFiles } from './import-files.ts';
import type { ImportSource } from './import-job.ts';

/** S3 takes parts of 5 MB and more; this is also all that a streamed object costs in memory. */
const partBytes = 8 * 1_048_576;

type Version = Pick<ImportSource, 'key' | 'versionId'>;

function isGone(error: unknown): boolean {
  return (
    error instanceof NoSuchKey ||
    error instanceof NotFound ||
    (error instanceof S3ServiceException &&
      (error.name === 'NoSuchVersion' || error.$metadata.httpStatusCode === 404))
  );
}

function isByteStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/** An import's objects in the deployment's bucket. */
export function createS3ImportFiles(s3: S3Client, bucket: string): ImportFiles {
  const at = ({ key, versionId }: Version) => ({
    Bucket: bucket,
    Key: key,
    ...(versionId === undefined ? {} : { VersionId: versionId }),
  });
  const orGone = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  };
  const put = async (key: string, body: string | Uint8Array, contentType: string) => {
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }),
    );
  };

  return {
    async facts(source): Promise<FileFacts | undefined> {
      const head = await orGone(s3.send(new HeadObjectCommand(at(source))));
      return (
        head && {
          size: head.ContentLength ?? 0,
          at: head.LastModified ?? new Date(0),
          versionId: head.VersionId,
        }
      );
    },
    async open(source) {
      const body: unknown = (await orGone(s3.send(new GetObjectCommand(at(source)))))?.Body;
      return isByteStream(body) ? body : undefined;
    },
    async *readRange(source, start, end) {
      const Range = `bytes=${start}-${end - 1}`;
      const { Body } = await s3.send(new GetObjectCommand({ ...at(source), Range }));
      const body: unknown = Body;
      if (isByteStream(body)) yield* body;
    },
    async readText(key) {
      const found = await orGone(s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
      return found?.Body?.transformToString('utf-8');
    },
    write: put,
    async writeStream(key, body, contentType) {
      const parts: AsyncIterator<Uint8Array, undefined> = inParts(body);
      const first = await parts.next();
      const second = await parts.next();
      if (second.done) return put(key, first.value ?? new Uint8Array(), contentType);
      await putInParts(s3, { Bucket: bucket, Key: key, ContentType: contentType }, [
        first.value ?? new Uint8Array(),
        second.value,
        parts,
      ]);
    },
  };
}

async function putInParts(
  s3: S3Client,
  target: { readonly Bucket: string; readonly Key: string; readonly ContentType: string },
  [first, second, rest]: readonly [Uint8Array, Uint8Array, AsyncIterator<Uint8Array>],
): Promise<void> {
  const { Bucket, Key } = target;
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  const done: { ETag: string | undefined; PartNumber: number }[] = [];
  const upload = async (Body: Uint8Array) => {
    const PartNumber = done.length + 1;
    const part = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body });
    done.push({ ETag: (await s3.send(part)).ETag, PartNumber });
  };
  try {
    await upload(first);
    await upload(second);
    for (let next = await rest.next(); !next.done; next = await rest.next())
      await upload(next.value);
    await s3.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key,
        UploadId,
        MultipartUpload: { Parts: done },
      }),
    );
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    throw error;
  }
}

async function* inParts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    size += chunk.byteLength;
    if (size < partBytes) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
  return undefined;
}
