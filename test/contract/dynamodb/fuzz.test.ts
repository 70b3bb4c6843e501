import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { describe, expect, it } from 'vitest';
import { createDynamoDb } from '#infra/local/dynamodb/service';
import { createSurroundings, OPERATOR_KEYS } from '#test/support/served-cloud';
import { compare, shortest } from './fuzz/compare.ts';
import { operationsOf } from './fuzz/generator.ts';
import { Model } from './fuzz/model.ts';
import type { Operation } from './fuzz/operations.ts';
import type { Clients } from './fuzz/target.ts';
import { inProcess } from './served-dynamodb.ts';

const seeds = [1, 2, 3, 4, 5];
const operationsPerSeed = 4_000;

async function onEmulator<T>(work: (clients: Clients) => Promise<T>): Promise<T> {
  const surroundings = createSurroundings();
  const requestHandler = inProcess(createDynamoDb(surroundings.context));
  const settings = {
    region: 'eu-west-1',
    credentials: OPERATOR_KEYS,
    maxAttempts: 1,
    requestHandler,
  };
  try {
    return await work({
      client: new DynamoDBClient(settings),
      streams: new DynamoDBStreamsClient(settings),
    });
  } finally {
    surroundings.close();
  }
}

const onFreshEmulator = (operations: readonly Operation[]) =>
  onEmulator((clients) => compare(clients, 'fuzz', operations));

describe('random operations end as in a model of maps', () => {
  it.each(seeds)('with seed %i', { timeout: 180_000 }, async (seed) => {
    const operations = operationsOf(seed, operationsPerSeed);
    const difference = await onFreshEmulator(operations);
    if (!difference) return;
    const few = await shortest(operations.slice(0, difference.at + 1), async (tried) =>
      Boolean(await onFreshEmulator(tried)),
    );
    const report = { seed, ...(await onFreshEmulator(few)), reproduction: few };
    expect.fail(JSON.stringify(report, null, 2));
  });

  it('of which enough are carried out, and each is refused for every reason there is', () => {
    const model = new Model();
    const done = new Map<string, number>();
    const count = (what: string) => done.set(what, (done.get(what) ?? 0) + 1);
    for (const operation of operationsOf(1, operationsPerSeed)) {
      const outcome = model.run(operation);
      count('error' in outcome ? outcome.error.split(' ')[0]! : operation.kind);
    }
    for (const each of ['write', 'query', 'batchWrite', 'transactWrite', 'ValidationException'])
      expect(done.get(each), each).toBeGreaterThan(60);
    for (const error of ['ConditionalCheckFailed', 'TransactionCanceled'])
      expect(done.get(`${error}Exception`), error).toBeGreaterThan(60);
    expect(done.get('IdempotentParameterMismatchException')).toBeGreaterThan(0);
    expect(model.changes.length).toBeGreaterThan(operationsPerSeed / 4);
  });
});

// The same against AWS's DynamoDB Local, where one runs: `DYNAMODB_LOCAL_ENDPOINT=http://…:8000`.
// GAPS.md names the answers in which it is known to differ.
const endpoint = process.env['DYNAMODB_LOCAL_ENDPOINT'];

describe.runIf(endpoint)('DynamoDB Local agrees with the model', () => {
  it.each(seeds)('with seed %i', { timeout: 600_000 }, async (seed) => {
    const settings = {
      region: 'eu-west-1',
      credentials: OPERATOR_KEYS,
      ...(endpoint !== undefined && { endpoint }),
    };
    const client = new DynamoDBClient(settings);
    const streams = new DynamoDBStreamsClient(settings);
    const operations = operationsOf(seed, operationsPerSeed);
    const table = `fuzz-${seed}-${Date.now()}`;
    const difference = await compare({ client, streams }, table, operations);
    expect(difference && { seed, ...difference, operation: operations[difference.at] }).toBe(
      undefined,
    );
  });
});
