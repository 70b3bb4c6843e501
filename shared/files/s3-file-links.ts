import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type FileLinks, linkSeconds } from './file-links.ts';

const uploadSeconds = 600;
const maxBytes = 536_870_912;

/** Signed links and forms of the deployment's bucket. */
export function createS3FileLinks(s3: S3Client, bucket: string): FileLinks {
  return {
    async upload(key) {
      const { url, fields } = await createPresignedPost(s3, {
        Bucket: bucket,
        Key: key,
        // A POST policy bounds the size, which a signed PUT cannot (IMP-01).
        Conditions: [['content-length-range', 1, maxBytes]],
        Expires: uploadSeconds,
      });
      return { url, fields };
    },
    async download({ key, versionId }, fileName) {
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId === undefined ? {} : { VersionId: versionId }),
        // Never shown in the page: a file may be HTML whatever its name (IMP-25).
        ResponseContentType: 'application/octet-stream',
        ResponseContentDisposition: attachment(fileName),
      });
      return getSignedUrl(s3, command, { expiresIn: linkSeconds });
    },
  };
}

/** RFC 6266: a plain name for old clients, the true one in UTF-8. */
function attachment(fileName: string): string {
  const plain = fileName.replace(/[^\w.-]/g, '_').slice(0, 100);
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
