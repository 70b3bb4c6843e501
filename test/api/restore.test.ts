import {
  BatchWriteItemCommand,
  DeleteTableCommand,
  DynamoDBClient,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOptions } from '#infra/example/organisation';
import { type RecoverableTable, restoreTables } from '#infra/operate/restore-tables';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, nameOf, type TestCloud } from '#test/support/cloud';
import { stepUp } from '#test/support/people';
import { everyItem, recordDigest } from '#test/support/record-digest';

let cloud: TestCloud;
let manager: ApiClient;
let dynamodb: DynamoDBClient;
let sqs: SQSClient;

beforeAll(async () => {
  cloud = await bootCloud({ keepsHistory: true });
  manager = await cloud.as('manager');
  dynamodb = new DynamoDBClient(clientOptions(cloud.deployment));
  sqs = new SQSClient(clientOptions(cloud.deployment));
});
afterAll(() => cloud?.close());

const table = (construct: string) => nameOf(cloud, 'AWS::DynamoDB::Table', construct);

async function create(plural: string, body: object) {
  const answer = await manager.send('POST', `/${plural}`, { body });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

async function moment() {
  await cloud.cloud.settle();
  await cloud.cloud.clock.advance(5_000);
  const at = new Date(cloud.cloud.clock.now());
  await cloud.cloud.clock.advance(5_000);
  return at;
}

const told: string[] = [];
const restore = async (at: Date, tables: readonly RecoverableTable[] = ['records']) => {
  const { Records, Identity, Jobs, Audit } = {
    ...{ Records: table('Records'), Identity: table('Identity') },
    ...{ Jobs: table('Jobs'), Audit: table('Audit') },
  };
  const restored = await restoreTables(
    {
      ...{
        dynamodb,
        sqs,
        jobsTable: Jobs,
        queueUrl: nameOf(cloud, 'AWS::SQS::Queue', 'PeopleQueue'),
      },
      tables: { records: Records, identity: Identity, jobs: Jobs, audit: Audit },
      tell: (text) => void told.push(text),
    },
    tables,
    at,
  );
  await cloud.cloud.settle();
  return restored;
};

/** Loses everything that a table holds. */
async function destroy(TableName: string) {
  for await (const { Items = [] } of paginateScan({ client: dynamodb }, { TableName }))
    for (let at = 0; at < Items.length; at += 25)
      await dynamodb.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [TableName]: Items.slice(at, at + 25).map(({ pk, sk }) => ({
              DeleteRequest: { Key: { pk: pk!, sk: sk! } },
            })),
          },
        }),
      );
  await cloud.cloud.settle();
}

const found = async (q: string) =>
  (await manager.send('GET', `/search?q=${encodeURIComponent(q)}`)).body.items.length;

describe('DATA-10: a table that was destroyed', () => {
  it('is brought back to a moment, with the search index, and the checksums are equal', async () => {
    const company = await create('companies', { name: 'Harbour Works', taxNumber: 'DE 1' });
    const kept = await create('contacts', {
      ...{ name: 'Kim Park', email: 'kim@restore.example', companyId: company.id },
    });
    await create('tasks', { subject: 'Call', related: [{ object: 'contact', id: kept.id }] });
    const at = await moment();
    const before = await recordDigest(cloud);
    await manager.send('PATCH', `/contacts/${kept.id}`, {
      ...{ body: { name: 'Wrong Name' }, headers: { 'if-match': '"1"' } },
    });
    await create('contacts', { name: 'Late Comer', email: 'late@restore.example' });
    await destroy(table('Records'));
    expect((await manager.send('GET', `/contacts/${kept.id}`)).status).toBe(404);
    expect(await found('Kim')).toBe(0);

    const { tables } = await restore(at);
    expect(await recordDigest(cloud)).toBe(before);
    const { checksums } = tables.records!;
    expect(checksums.table).toBe(checksums.copy);
    expect([await found('Kim'), await found('Harbour'), await found('Late')]).toEqual([1, 1, 0]);
    const { body } = await manager.send('GET', `/contacts/${kept.id}/changes`);
    expect(body.items).toHaveLength(1);
    const again = await create('contacts', { name: 'New', email: 'late@restore.example' });
    expect(again.id).toBeDefined();
  });

  it('changes nothing when it is run again, and goes on where it broke off', async () => {
    const at = await moment();
    const before = await recordDigest(cloud);
    await create('contacts', { name: 'Between', email: 'between@restore.example' });
    await restore(at);
    const { tables } = await restore(at);
    expect(tables.records).toMatchObject({ written: 0, removed: 0 });
    expect(await recordDigest(cloud)).toBe(before);
  });

  it('is refused for moments that the table does not reach, before anything is changed', async () => {
    const before = await recordDigest(cloud);
    await expect(restore(new Date('2020-01-01T00:00:00Z'))).rejects.toThrow(/Nothing was changed/);
    expect(await recordDigest(cloud)).toBe(before);
  });

  it('says so where something wrote to it meanwhile', async () => {
    const at = await moment();
    await restore(at);
    const copy = `${table('Records')}-at-${at.toISOString().replace(/[^0-9TZ]/g, '')}`;
    await dynamodb.send(new DeleteTableCommand({ TableName: copy }));
    const client = new DynamoDBClient(clientOptions(cloud.deployment));
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next(args);
        if (context.commandName === 'RestoreTableToPointInTimeCommand')
          await client.send(
            new PutItemCommand({
              TableName: copy,
              Item: { pk: { S: 'x#1' }, sk: { S: 'x' }, at: { S: 'then' } },
            }),
          );
        if (context.commandName === 'BatchWriteItemCommand')
          await client.send(
            new PutItemCommand({
              TableName: table('Records'),
              Item: { pk: { S: 'x#1' }, sk: { S: 'x' }, at: { S: 'now' } },
            }),
          );
        return answer;
      },
      { step: 'initialize' },
    );
    const own = dynamodb;
    dynamodb = client;
    await expect(restore(at))
      .rejects.toThrow(/something wrote to it meanwhile/)
      .finally(() => {
        dynamodb = own;
      });
    await dynamodb.send(new DeleteTableCommand({ TableName: copy }));
    await restore(at);
  });
});

describe('PRIV-02: a person who was erased', () => {
  it('is erased again after the records come back from before the erasure', async () => {
    const email = 'forgotten@restore.example';
    const person = await create('contacts', { name: 'Forgotten Soul', email });
    const other = await create('contacts', { name: 'Somebody Else' });
    const at = await moment();
    const admin = await cloud.as('administrator');
    const administrator = await stepUp(admin, cloud.person('administrator').password);
    const body = { subjects: [{ object: 'contact', id: person.id }], reason: 'Asked in writing.' };
    const asked = await administrator.send('POST', '/person-requests/erasures', { body });
    await cloud.cloud.settle();

    const { erasedAgain } = await restore(at);
    expect(erasedAgain).toEqual([asked.body.id]);
    expect((await manager.send('GET', `/contacts/${person.id}`)).status).toBe(404);
    expect((await manager.send('GET', `/contacts/${other.id}`)).status).toBe(200);
    const copy = new RegExp(`-at-${at.toISOString().replace(/[^0-9TZ]/g, '')}$`);
    for await (const { table: name, item } of everyItem(cloud))
      if (!copy.test(name)) expect(JSON.stringify(item)).not.toContain(email);
    const receipt = await administrator.send('GET', `/person-requests/${asked.body.id}`);
    expect(receipt.body).toMatchObject({ state: 'done' });
    // What the erasure left to recognise them by has outlived the restore.
    const rows = await administrator.send('POST', '/imports/records', {
      body: { object: 'contact', records: [{ name: 'Forgotten Soul', email }] },
    });
    expect(rows.body.results[0], rows.text).toMatchObject({
      reason: { code: 'row.person-erased' },
    });
  });
});
