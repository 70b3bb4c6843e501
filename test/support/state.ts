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

/** A moment in what people would miss. */
export interface State {
  /** How many changes of items were seen until then. */
  readonly seen: number;
  /** Objects, accounts and messages, a line each. */
  readonly lines: ReadonlySet<string>;
}

/** An item that people would miss, as a line that begins with its table; undefined where it is not there. */
interface ItemChange {
  readonly place: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What the looks at a cloud go on with: an item is read again once it was written, not at every look. */
interface Watch {
  readonly tables: readonly { readonly name: string; readonly look: () => readonly Row[] }[];
  readonly changes: ItemChange[];
  readonly s3: S3Client;
  readonly cognito: CognitoIdentityProviderClient;
}
type Row = ReturnType<ReturnType<TestCloud['cloud']['services']['dynamodb']['follow']>>[number];

const watches = new WeakMap<TestCloud, Watch>();

function watchOf(cloud: TestCloud): Watch {
  const known = watches.get(cloud);
  if (known) return known;
  const { resources, services } = cloud.cloud;
  const options = clientOptions(cloud.deployment);
  const watch: Watch = {
    tables: resources('AWS::DynamoDB::Table').map(({ identity: { ref: name } }) => ({
      name,
      look: services.dynamodb.follow(name),
    })),
    changes: [],
    s3: new S3Client(options),
    cognito: new CognitoIdentityProviderClient(options),
  };
  watches.set(cloud, watch);
  return watch;
}

/**
 * Everything people would miss: items of all tables, objects of all buckets, accounts of the user pool,
 * messages; taken when all that is under way has been done.
 */
export async function stateOf(testCloud: TestCloud): Promise<State> {
  const { cloud, deployment } = testCloud;
  await cloud.settle();
  const { tables, changes, s3, cognito } = watchOf(testCloud);
  for (const { name, look } of tables)
    for (const { key, before, after } of look())
      changes.push({
        place: `${name} ${key}`,
        before: lineOf(name, before),
        after: lineOf(name, after),
      });
  const lines = new Set<string>();
  for (const bucket of cloud.resources('AWS::S3::Bucket'))
    for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket.identity.ref }))
      for (const { Key, ETag } of page.Contents ?? [])
        lines.add(`${bucket.identity.ref}/${Key} ${ETag}`);
  for await (const page of paginateListUsers(
    { client: cognito },
    { UserPoolId: output(deployment, 'UserPoolId') },
  ))
    for (const { Username, Enabled, UserStatus, Attributes } of page.Users ?? [])
      lines.add(`account ${JSON.stringify([Username, Enabled, UserStatus, Attributes])}`);
  lines.add(`messages ${cloud.outbox.list().length}`);
  return { seen: changes.length, lines };
}

/** What is there now and was not, and what is gone, since the state was taken; empty where nothing changed. */
export async function changesSince(before: State, cloud: TestCloud): Promise<readonly string[]> {
  const after = await stateOf(cloud);
  const items = new Map<string, ItemChange>();
  for (const change of watchOf(cloud).changes.slice(before.seen)) {
    const first = items.get(change.place)?.before;
    items.set(change.place, items.has(change.place) ? { ...change, before: first } : change);
  }
  const changed = [...items.values()].filter((each) => each.before !== each.after);
  const there = [...changed.flatMap((each) => each.after ?? []), ...added(before, after)];
  const gone = [...changed.flatMap((each) => each.before ?? []), ...added(after, before)];
  return [...there.map((line) => `+ ${line}`), ...gone.map((line) => `- ${line}`)];
}

function added(before: State, after: State): readonly string[] {
  return [...after.lines].filter((line) => !before.lines.has(line));
}

const Text = z.object({ S: z.string() });
const KeyOfItem = z.object({ pk: Text, sk: Text, action: Text.optional() });

/** An item's line; none of an item that nobody would miss. */
function lineOf(table: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const { pk, sk, action } = KeyOfItem.parse(JSON.parse(text));
  const name = `${pk.S}|${sk.S}`;
  // That somebody was shown financial data is noted of whoever looks.
  const isRead = name.startsWith('entry#') && action?.S === 'read';
  return isRead || bookkeeping.test(name) ? undefined : `${table} ${text}`;
}
