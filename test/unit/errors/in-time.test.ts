import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { accountCalls, quickCalls } from '#shared/clients/client-limits';
import { inTime, longestWait, whileSomebodyWaits } from '#shared/clients/in-time';
import { isPassing } from '#shared/errors/passing-failure';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

/** A service that hangs: each try ends as the client's own limit ends it. */
function hanging(limits: typeof quickCalls) {
  const tries: number[] = [];
  const begun = Date.now();
  const first = Promise.withResolvers<void>();
  const client = inTime(
    new DynamoDBClient({
      maxAttempts: limits.maxAttempts,
      requestHandler: {
        handle: () => {
          tries.push(Date.now() - begun);
          first.resolve();
          const timeout = Object.assign(new Error('no answer'), { name: 'TimeoutError' });
          const { requestTimeout } = limits.requestHandler;
          return new Promise((_, reject) => setTimeout(() => reject(timeout), requestTimeout));
        },
      },
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    }),
  );
  const failure = () =>
    client
      .send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } }))
      .catch((error: unknown) => ({ error, after: Date.now() - begun }));
  return { tries, first: first.promise, failure };
}

test.each([
  ['tables, queues and keys', quickCalls, 2],
  ['Cognito', accountCalls, 1],
] as const)(
  'API-21: somebody waits 4.4 s for a service that hangs, all tries together: %s',
  async (_, limits, count) => {
    const { tries, first, failure } = hanging(limits);
    const failed = whileSomebodyWaits(failure);
    await first;
    await vi.advanceTimersByTimeAsync(60_000);
    const { error, after } = (await failed) as { error: unknown; after: number };
    expect(after).toBe(longestWait);
    expect(isPassing(error)).toBe(true);
    // Nor is it tried again once nobody waits any more.
    expect(tries).toHaveLength(count);
    expect(vi.getTimerCount()).toBe(0);
  },
);

test('API-21: for work that nobody waits for a service has the time of all its tries', async () => {
  const { tries, first, failure } = hanging(quickCalls);
  const failed = failure();
  await first;
  await vi.advanceTimersByTimeAsync(60_000);
  const { after } = (await failed) as { after: number };
  expect(tries).toHaveLength(quickCalls.maxAttempts);
  expect(after).toBeGreaterThanOrEqual(9_000);
});

test('API-21: what waits 4.4 s leaves room for an answer within 5 s, and within the 10 s of a function', () => {
  expect(longestWait).toBeLessThan(5_000 - 500);
});
