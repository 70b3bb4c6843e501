import { allow } from './allow.ts';
import type { Grant } from './grants.ts';

/** Actions on the objects under some prefixes of the files' bucket, and nowhere else. */
const files =
  (actions: readonly string[], ...prefixes: string[]): Grant =>
  ({ filesBucket }) => ({
    statements: [
      allow(actions, ...prefixes.map((prefix) => `${filesBucket.arn}/${prefix}*`)),
      // Without it S3 answers 403, not 404, for an object that is not there.
      ...(actions.includes('s3:GetObject') ? [allow(['s3:ListBucket'], filesBucket.arn)] : []),
    ],
    variables: { FILES_BUCKET: filesBucket.name },
    acknowledged: Object.fromEntries(
      prefixes.map((prefix) => [
        `AwsSolutions-IAM5[Resource::${filesBucket.exportName}/${prefix}*]`,
        'Objects are named at run time; the function reaches this prefix only.',
      ]),
    ),
  });

/** What functions may do with files, by need. */
export const fileGrants = {
  'files:read': files(
    ['s3:GetObject', 's3:GetObjectVersion'],
    'inbox/',
    'uploads/',
    'imports/',
    'outbox/',
  ),
  'files:write': files(['s3:PutObject', 's3:AbortMultipartUpload'], 'imports/', 'outbox/'),
  'files:upload': files(['s3:PutObject'], 'uploads/'),
  'exports:write': files(
    ['s3:PutObject', 's3:AbortMultipartUpload', 's3:GetObject'],
    'outbox/exports/',
  ),
  'exports:read': files(['s3:GetObject'], 'outbox/exports/'),
  'person-files:read': files(['s3:GetObject'], 'outbox/people/'),
  'person-files:erase': (resources) => {
    const removing = ['s3:DeleteObject', 's3:DeleteObjectVersion'];
    const granted = [
      files(removing, 'inbox/', 'uploads/', 'imports/', 'outbox/')(resources),
      files(['s3:GetObject'], 'imports/', 'outbox/people/')(resources),
      files(['s3:PutObject'], 'outbox/people/')(resources),
    ];
    return {
      statements: [
        ...granted.flatMap(({ statements }) => statements),
        allow(['s3:ListBucketVersions'], resources.filesBucket.arn),
      ],
      variables: { FILES_BUCKET: resources.filesBucket.name },
      acknowledged: Object.fromEntries(
        granted.flatMap(({ acknowledged = {} }) => Object.entries(acknowledged)),
      ),
    };
  },
} as const satisfies Readonly<Record<string, Grant>>;
