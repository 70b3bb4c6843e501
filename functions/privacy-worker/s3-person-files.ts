import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { PersonFiles } from './person-world.ts';

/** Keys of one look. */
const pageSize = 200;

/** The deployment's bucket: imports, exports and what is written about people. */
export function createS3PersonFiles(s3: S3Client, bucket: string): PersonFiles {
  const Bucket = bucket;
  const removePage = async (prefix: string): Promise<boolean> => {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: prefix, MaxKeys: 1_000 }),
    );
    const isMeant = (key: string | undefined) => prefix.endsWith('/') || key === prefix;
    const Objects = [...Versions, ...DeleteMarkers].flatMap(({ Key, VersionId }) =>
      Key !== undefined && isMeant(Key) ? [{ Key, VersionId }] : [],
    );
    if (Objects.length === 0) return false;
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors.length > 0) throw new Error('S3 did not delete all versions of a file.');
    return true;
  };
  return {
    async write(Key, text) {
      const Body = Buffer.from(text);
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }));
      return Body.byteLength;
    },
    async listRows(after) {
      const { Contents = [] } = await s3.send(
        new ListObjectsV2Command({
          Bucket,
          Prefix: 'imports/',
          MaxKeys: pageSize,
          ...(after ? { StartAfter: after } : {}),
        }),
      );
      return Contents.flatMap(({ Key }) => Key ?? []);
    },
    async readText(Key) {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        return await Body?.transformToString('utf-8');
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async removeAll(prefixes) {
      for (const prefix of prefixes) while (await removePage(prefix));
    },
  };
}
