import {
  CognitoIdentityProviderClient,
  paginateListUsers,
} from '@aws-sdk/client-cognito-identity-provider';
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { clientOptions, output } from '#infra/example/organisation';
import type { TestCloud } from './cloud.ts';

/**
 * Items that any request may touch, refused or not: sessions, limits, security events, and what stands
 * in for nobody.
 */
const bookkeeping =
  /^(session#|use#|limit#|requests#|paused#|secret#|user#nobody\||user#.*\|(session#|event#|device#))/;

/**
 * Everything people would miss, a line each: items of all tables, objects of all buckets, accounts of
 * the user pool, messages; taken when all that is under way has been done.
 */
export async function stateOf({ cloud, deployment }: TestCloud): Promise<ReadonlySet<string>> {
  await cloud.settle();
  const options = clientOptions(deployment);
  const lines = new Set<string>();
  for (const { identity } of cloud.resources('AWS::DynamoDB::Table'))
    for (const text of cloud.services.dynamodb.itemTexts(identity.ref))
      if (isMissed(text)) lines.add(`${identity.ref} ${text}`);
  const s3 = new S3Client(options);
  for (const bucket of cloud.resources('AWS::S3::Bucket'))
    for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket.identity.ref }))
      for (const { Key, ETag } of page.Contents ?? [])
        lines.add(`${bucket.identity.ref}/${Key} ${ETag}`);
  const cognito = new CognitoIdentityProviderClient(options);
  for await (const page of paginateListUsers(
    { client: cognito },
    { UserPoolId: output(deployment, 'UserPoolId') },
  ))
    for (const { Username, Enabled, UserStatus, Attributes } of page.Users ?? [])
      lines.add(`account ${JSON.stringify([Username, Enabled, UserStatus, Attributes])}`);
  lines.add(`messages ${cloud.outbox.list().length}`);
  return lines;
}

/** What is there now and was not, and what is gone, since the state was taken; empty where nothing changed. */
export async function changesSince(
  before: ReadonlySet<string>,
  cloud: TestCloud,
): Promise<readonly string[]> {
  const after = await stateOf(cloud);
  return [
    ...[...after].filter((line) => !before.has(line)).map((line) => `+ ${line}`),
    ...[...before].filter((line) => !after.has(line)).map((line) => `- ${line}`),
  ];
}

const Text = z.object({ S: z.string() });
const KeyOfItem = z.object({ pk: Text, sk: Text, action: Text.optional() });

const judged = new Map<string, boolean>();

/** Whether people would miss the item; most are the same from one digest to the next. */
function isMissed(text: string): boolean {
  const known = judged.get(text);
  if (known !== undefined) return known;
  const { pk, sk, action } = KeyOfItem.parse(JSON.parse(text));
  const name = `${pk.S}|${sk.S}`;
  // That somebody was shown financial data is noted of whoever looks.
  const isRead = name.startsWith('entry#') && action?.S === 'read';
  const missed = !isRead && !bookkeeping.test(name);
  judged.set(text, missed);
  return missed;
}
