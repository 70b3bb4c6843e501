import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test } from 'vitest';
import { type Listening, listen } from '#infra/local/endpoint/listen';
import { quickCalls } from '#shared/clients/client-limits';
import { isPassing } from '#shared/errors/passing-failure';

let server: Listening | undefined;
afterEach(() => server?.close());

test('API-21: a service that does not answer is given up after as many tries as stated', async () => {
  server = await listen(0);
  let tries = 0;
  server.serve(() => {
    tries += 1;
  });
  const requestHandler = { ...quickCalls.requestHandler, requestTimeout: 50 };
  const client = new DynamoDBClient({
    ...quickCalls,
    requestHandler,
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const read = client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } }));
  const failure = await read.catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'TimeoutError' });
  expect(isPassing(failure)).toBe(true);
  expect(tries).toBe(quickCalls.maxAttempts);
});
