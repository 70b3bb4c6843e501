import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { ExportFiles } from './run-export.ts';

/** Eight megabytes a part: 10,000 parts hold more than any export. */
const partSize = 8 * 1_024 * 1_024;

/** Exports in the deployment's bucket, sent as they are written. */
export function createS3ExportFiles(client: S3Client, bucket: string): ExportFiles {
  return {
    async upload(Key, Body) {
      const params = { Bucket: bucket, Key, Body, ContentType: 'application/octet-stream' };
      await new Upload({ client, params, partSize, queueSize: 2 }).done();
      const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key }));
      return ContentLength ?? 0;
    },
  };
}
