import { S3Client } from '@aws-sdk/client-s3';
import { createS3 } from '#infra/local/s3/service';
import {
  createResource,
  createSurroundings,
  OPERATOR_KEYS,
  ROLE_KEYS,
  serve,
} from '#test/support/served-cloud';

/** S3 over HTTP with a plain bucket, a versioned one and one that allows browsers of one origin. */
export async function serveBuckets() {
  const surroundings = createSurroundings();
  const s3 = createS3(surroundings.context);
  const bucket = (name: string, properties: Record<string, unknown> = {}) =>
    createResource(s3, {
      type: 'AWS::S3::Bucket',
      properties: { BucketName: name, ...properties },
    }).ref;
  const events = {
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  };
  bucket('plain', events);
  bucket('versioned', { ...events, VersioningConfiguration: { Status: 'Enabled' } });
  bucket('shared', {
    CorsConfiguration: {
      CorsRules: [
        {
          AllowedMethods: ['GET', 'POST'],
          AllowedOrigins: ['https://*.example.com'],
          AllowedHeaders: ['content-*'],
          ExposedHeaders: ['ETag'],
          MaxAge: 600,
        },
      ],
    },
  });
  const { settings, close } = await serve(surroundings, s3);
  const client = new S3Client({ ...settings, credentials: OPERATOR_KEYS });
  const role = new S3Client({ ...settings, credentials: ROLE_KEYS });
  return { surroundings, s3, settings, close, client, role };
}
