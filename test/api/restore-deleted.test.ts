import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOptions } from '#infra/example/organisation';
import { restoreDeleted } from '#infra/operate/restore-deleted';
import { releaseReaders } from '#infra/operate/stream-readers';
import { tables as definitions, type TableName } from '#shared/data/tables';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, nameOf, type TestCloud } from '#test/support/cloud';
import { stepUp } from '#test/support/people';
import { everyItem, recordDigest } from '#test/support/record-digest';

let cloud: TestCloud;
let manager: ApiClient;
let dynamodb: DynamoDBClient;
let lambda: LambdaClient;
let tables: Record<TableName, string>;

beforeAll(async () => {
  cloud = await bootCloud({ keepsHistory: true });
  manager = await cloud.as('manager');
  const options = clientOptions(cloud.deployment);
  dynamodb = new DynamoDBClient(options);
  lambda = new LambdaClient(options);
  const table = (construct: string) => nameOf(cloud, 'AWS::DynamoDB::Table', construct);
  tables = {
    ...{ records: table('Records'), identity: table('Identity'), jobs: table('Jobs') },
    ...{ search: table('Search'), audit: table('Audit') },
  };
});
afterAll(() => cloud?.close());

const told: string[] = [];
async function restore(...wanted: TableName[]) {
  const back = await restoreDeleted(
    {
      ...{ dynamodb, lambda, tables, deployment: 'Stratus', jobsTable: tables.jobs },
      sqs: new SQSClient(clientOptions(cloud.deployment)),
      queueUrl: nameOf(cloud, 'AWS::SQS::Queue', 'PeopleQueue'),
      tell: (text) => void told.push(text),
    },
    wanted,
  );
  await cloud.cloud.settle();
  return back;
}

/** What somebody has to do who wants to lose a table: the protection goes first. */
async function lose(name: TableName) {
  const TableName = tables[name];
  await cloud.cloud.settle();
  await expect(dynamodb.send(new DeleteTableCommand({ TableName }))).rejects.toThrow(/protected/);
  await dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  await dynamodb.send(new DeleteTableCommand({ TableName }));
  await cloud.cloud.clock.advance(60_000);
}

/** A table's settings, as far as a deploy makes them. */
async function settings(name: TableName) {
  const TableName = tables[name];
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
  const expiry = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
  const { Tags } = await dynamodb.send(
    new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }),
  );
  return {
    isProtected: Table?.DeletionProtectionEnabled,
    billing: Table?.BillingModeSummary?.BillingMode,
    indexes: Table?.GlobalSecondaryIndexes?.map(({ IndexName, Projection }) => ({
      IndexName,
      Projection,
    })),
    stream: Table?.StreamSpecification,
    recovery:
      backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription
        ?.PointInTimeRecoveryStatus,
    expiry: expiry.TimeToLiveDescription,
    tags: Tags,
  };
}

async function readers(stream: string | undefined) {
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ EventSourceArn: stream }),
  );
  return EventSourceMappings.map(({ UUID, EventSourceArn, LastModified, ...rest }) => ({
    ...rest,
    EventSourceMappingArn: undefined,
  })).sort((a, b) => ((a.FunctionArn ?? '') < (b.FunctionArn ?? '') ? -1 : 1));
}
const streamOf = async (name: TableName) =>
  (await dynamodb.send(new DescribeTableCommand({ TableName: tables[name] }))).Table
    ?.LatestStreamArn;

async function create(plural: string, body: object) {
  const answer = await manager.send('POST', `/${plural}`, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const found = async (q: string) =>
  (await manager.send('GET', `/search?q=${encodeURIComponent(q)}`)).body.items.length;

/** Clients of which one command is not sent a single time. */
function breaksOffAt(command: string) {
  const options = clientOptions(cloud.deployment);
  let struck = false;
  const strike = ({ commandName }: { commandName?: string }) => {
    if (commandName !== command || struck) return;
    struck = true;
    throw new Error(`broken off at ${command}`);
  };
  const broken = { dynamodb: new DynamoDBClient(options), lambda: new LambdaClient(options) };
  broken.dynamodb.middlewareStack.add(
    (next, context) => async (args) => {
      strike(context);
      return next(args);
    },
    { step: 'initialize' },
  );
  broken.lambda.middlewareStack.add(
    (next, context) => async (args) => {
      strike(context);
      return next(args);
    },
    { step: 'initialize' },
  );
  return broken;
}

describe('DATA-10: a table that was deleted', () => {
  it('is brought back under its own name with all its settings, and what follows its stream works on', async () => {
    const kept = await create('contacts', { name: 'Kim Park', email: 'kim@gone.example' });
    await create('tasks', { subject: 'Call', related: [{ object: 'contact', id: kept.id }] });
    await cloud.cloud.settle();
    const before = await settings('records');
    const stream = await streamOf('records');
    const following = await readers(stream);
    expect(following.length).toBeGreaterThan(1);
    const digest = await recordDigest(cloud);
    await lose('records');
    expect((await manager.send('GET', `/contacts/${kept.id}`)).status).toBe(500);

    const { readers: names } = await restore('records');
    expect(await recordDigest(cloud)).toBe(digest);
    const tags = [{ Key: 'stratus:deployment', Value: 'Stratus' }];
    expect(await settings('records')).toEqual({ ...before, tags });
    const now = await streamOf('records');
    expect(now).not.toBe(stream);
    expect([await readers(stream), await readers(now)]).toEqual([[], following]);
    expect(names).toHaveLength(following.length);
    expect(told.find((text) => text.startsWith('records: '))).toMatch(/^records: \d+ items, /);

    // A change of before and one of afterwards: both are followed.
    const path = `/contacts/${kept.id}`;
    const renamed = { body: { name: 'Robin Quill' }, headers: { 'if-match': '"1"' } };
    expect((await manager.send('PATCH', path, renamed)).status).toBe(200);
    await create('contacts', { name: 'Late Comer', email: 'late@gone.example' });
    await cloud.cloud.settle();
    expect([await found('Park'), await found('Robin'), await found('Late')]).toEqual([0, 1, 1]);
  });

  it('changes nothing when it is run again', async () => {
    const digest = await recordDigest(cloud);
    const [before, stream] = [await settings('records'), await streamOf('records')];
    const following = await readers(stream);
    await restore('records');
    expect(await recordDigest(cloud)).toBe(digest);
    expect([await settings('records'), await streamOf('records')]).toEqual([before, stream]);
    expect(await readers(stream)).toEqual(following);
  });

  it.each([
    'RestoreTableFromBackupCommand',
    'UpdateTableCommand',
    'UpdateContinuousBackupsCommand',
    'UpdateTimeToLiveCommand',
    'TagResourceCommand',
    'CreateEventSourceMappingCommand',
    'DeleteEventSourceMappingCommand',
  ])('goes on where it broke off, at %s', async (command) => {
    const digest = await recordDigest(cloud);
    const [before, following] = [
      await settings('records'),
      await readers(await streamOf('records')),
    ];
    await lose('records');
    const own = { dynamodb, lambda };
    ({ dynamodb, lambda } = breaksOffAt(command));
    await expect(restore('records')).rejects.toThrow('broken off');
    await restore('records');
    ({ dynamodb, lambda } = own);
    expect(await recordDigest(cloud)).toBe(digest);
    expect(await settings('records')).toEqual(before);
    expect(await readers(await streamOf('records'))).toEqual(following);
    expect(await readers(undefined)).toHaveLength((await everyMapping()).length);
  });

  it('is refused without a backup, before anything is changed', async () => {
    await lose('audit');
    const missing = { ...tables };
    const { records } = tables;
    tables = { ...tables, records: `${records}-never` };
    await expect(restore('audit', 'records')).rejects.toThrow(/no backup.*Nothing was changed/);
    tables = missing;
    const gone = dynamodb.send(new DescribeTableCommand({ TableName: tables.audit }));
    await expect(gone).rejects.toThrow(/not found/);
    await restore('audit');
  });

  it('comes back whichever it is, and several at once', async () => {
    const names: TableName[] = ['identity', 'jobs', 'search', 'audit'];
    const before = await Promise.all(names.map(settings));
    for (const name of names) await lose(name);
    await restore(...names);
    const tags = [{ Key: 'stratus:deployment', Value: 'Stratus' }];
    const after = await Promise.all(names.map(settings));
    expect(after).toEqual(before.map((each) => ({ ...each, tags })));
    for (const [at, name] of names.entries())
      expect(after[at]?.expiry?.TimeToLiveStatus).toBe(
        'timeToLive' in definitions[name] ? 'ENABLED' : 'DISABLED',
      );
    expect(await found('Robin')).toBe(1);
  });
});

const everyMapping = async () =>
  (await lambda.send(new ListEventSourceMappingsCommand({}))).EventSourceMappings ?? [];

describe('a deploy after a table was brought back', () => {
  it('finds no mapping in its way but its own, and those of other sources stay', async () => {
    const stream = await streamOf('records');
    const made = await everyMapping();
    const onStream = made.filter(({ EventSourceArn }) => EventSourceArn === stream);
    const [own, ...others] = onStream;
    const known = new Set([own!.UUID!]);
    expect(await releaseReaders(lambda, stream!, known)).toHaveLength(others.length);
    expect(await readers(stream)).toHaveLength(1);
    expect((await everyMapping()).length).toBe(made.length - others.length);
    // As CloudFormation makes them then.
    for (const { FunctionArn } of others)
      await lambda.send(
        new CreateEventSourceMappingCommand({
          ...{
            FunctionName: FunctionArn,
            EventSourceArn: stream,
            StartingPosition: 'TRIM_HORIZON',
          },
        }),
      );
    await cloud.cloud.settle();
    expect(await found('Robin')).toBe(1);
  });
});

describe('PRIV-02: a person who was erased', () => {
  it('stays erased, also where the erasure was not at its end when the table was deleted', async () => {
    const admin = await cloud.as('administrator');
    const administrator = await stepUp(admin, cloud.person('administrator').password);
    const erase = async (email: string) => {
      const person = await create('contacts', { name: 'Forgotten Soul', email });
      const body = { subjects: [{ object: 'contact', id: person.id }], reason: 'Asked for.' };
      const asked = await administrator.send('POST', '/person-requests/erasures', { body });
      return { id: person.id, request: asked.body.id };
    };
    const early = await erase('early@gone.example');
    await cloud.cloud.settle();
    await cloud.cloud.clock.advance(60_000);
    const kept = await create('contacts', { name: 'Somebody Else' });
    // Nothing runs any more: the second erasure is asked for and not begun.
    const worker = (await everyMapping()).find(({ FunctionArn = '' }) =>
      /Privacy/.test(FunctionArn),
    )!;
    await lambda.send(new DeleteEventSourceMappingCommand({ UUID: worker.UUID }));
    const late = await erase('late-erased@gone.example');
    await lose('records');
    await lambda.send(
      new CreateEventSourceMappingCommand({
        ...{ FunctionName: worker.FunctionArn, EventSourceArn: worker.EventSourceArn },
        ...{ BatchSize: worker.BatchSize, FunctionResponseTypes: worker.FunctionResponseTypes },
      }),
    );
    const { erasedAgain } = await restore('records');
    expect(erasedAgain).toEqual([late.request]);
    for (const { id } of [early, late])
      expect((await manager.send('GET', `/contacts/${id}`)).status).toBe(404);
    expect((await manager.send('GET', `/contacts/${kept.id}`)).status).toBe(200);
    for await (const { item } of everyItem(cloud))
      expect(JSON.stringify(item)).not.toMatch(/(early|late-erased)@gone\.example/);
    const receipt = await administrator.send('GET', `/person-requests/${late.request}`);
    expect(receipt.body).toMatchObject({ state: 'done' });
  });
});
