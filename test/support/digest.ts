import { createHash } from 'node:crypto';
import {
  CognitoIdentityProviderClient,
  paginateListUsers,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { clientOptions, output } from '#infra/example/organisation';
import type { TestCloud } from './cloud.ts';

/**
 * Items that any request may touch, refused or not: sessions, limits, security events, and what stands
 * in for nobody.
 */
const bookkeeping =
  /^(session#|use#|limit#|secret#|user#nobody\||user#.*\|(session#|event#|device#))/;

/**
 * A hash over everything people would miss: items of all tables, objects of all buckets, accounts of
 * the user pool, messages.
 * Two equal digests mean that nothing in between has changed anything.
 */
export async function digestOf({ cloud, deployment }: TestCloud): Promise<string> {
  const options = clientOptions(deployment);
  const lines: string[] = [];
  const dynamodb = new DynamoDBClient(options);
  for (const table of cloud.resources('AWS::DynamoDB::Table'))
    for await (const page of paginateScan(
      { client: dynamodb },
      { TableName: table.identity.ref, ConsistentRead: true },
    ))
      for (const item of page.Items ?? []) {
        const plain = unmarshall(item);
        const name = `${plain['pk']}|${plain['sk']}`;
        // That somebody was shown financial data is noted of whoever looks.
        const isRead = name.startsWith('entry#') && plain['action'] === 'read';
        if (!isRead && !bookkeeping.test(name))
          lines.push(`${name} ${JSON.stringify(sorted(plain))}`);
      }
  const s3 = new S3Client(options);
  for (const bucket of cloud.resources('AWS::S3::Bucket'))
    for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket.identity.ref }))
      for (const { Key, ETag } of page.Contents ?? [])
        lines.push(`${bucket.identity.ref}/${Key} ${ETag}`);
  const cognito = new CognitoIdentityProviderClient(options);
  for await (const page of paginateListUsers(
    { client: cognito },
    { UserPoolId: output(deployment, 'UserPoolId') },
  ))
    for (const { Username, Enabled, UserStatus, Attributes } of page.Users ?? [])
      lines.push(`account ${JSON.stringify([Username, Enabled, UserStatus, Attributes])}`);
  lines.push(`messages ${cloud.outbox.list().length}`);
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

/** The value with its keys in order, so that equal ones read alike. */
export function sorted(value: unknown): unknown {
  if (value instanceof Set) return [...value].sort();
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, child]) => [key, sorted(child)]),
  );
}
