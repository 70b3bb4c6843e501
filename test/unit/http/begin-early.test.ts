import { setImmediate as turn } from 'node:timers/promises';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import type { Principal } from '#shared/auth/principal';
import { createDocumentClient } from '#shared/data/document-client';
import { DomainError } from '#shared/errors/domain-error';
import { defineRoutes } from '#shared/http/route';
import { serve } from '#shared/http/serve';
import { apiEvent } from '#test/bench/api-events';
import { person } from '../records/people.ts';

/** What reached the table, in order. */
let sent: string[];
/** The gate's verdict of the next request. */
let verdict: PromiseWithResolvers<Principal>;
let presumed: Principal | undefined;
let permitted: boolean;

const documents = createDocumentClient({
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  requestHandler: {
    async handle({ headers }: { readonly headers: Record<string, string> }) {
      sent.push(headers['x-amz-target']?.split('.')[1] ?? '');
      return { response: { statusCode: 200, headers: {}, body: Buffer.from('{}') } };
    },
  },
});

const routes = defineRoutes({
  touchThing: {
    method: 'POST',
    path: '/things/{thingId}',
    summary: 'Touch a thing',
    permission: 'contact:update',
    params: z.strictObject({ thingId: z.string().max(8) }),
    status: 200,
    response: z.strictObject({ by: z.string() }),
    errors: [],
  },
});

const answer = serve(
  routes,
  {
    touchThing: async ({ principal }) => {
      const Key = { pk: 'thing', sk: 'thing' };
      await documents.send(new GetCommand({ TableName: 'records', Key }));
      await documents.send(new PutCommand({ TableName: 'records', Item: Key }));
      return { body: { by: principal.userId } };
    },
  },
  {
    gate: { admit: () => verdict.promise, presume: () => presumed },
    permits: () => permitted,
    appOrigin: 'https://crm.example',
  },
);
const touch = (thingId = 'one') =>
  answer(
    apiEvent('a-token-of-some-length', {
      routeKey: 'POST /things/{thingId}',
      params: { thingId },
    }),
  );
/** Long enough for everything that does not wait for the gate. */
const untilIdle = async () => {
  for (let turns = 0; turns < 50; turns += 1) await turn();
};

const ada = person('sales', 'ada', 'team-1');

beforeEach(() => {
  sent = [];
  permitted = true;
  presumed = { ...ada };
  verdict = Promise.withResolvers();
});

test('a request reads while the gate looks, and writes once it is admitted', async () => {
  const asked = touch();
  await untilIdle();
  expect(sent).toEqual(['GetItem']);
  verdict.resolve({ ...ada });
  expect((await asked).body).toBe(JSON.stringify({ by: ada.userId }));
  expect(sent).toEqual(['GetItem', 'PutItem']);
});

test('I9, AZ-15: what was begun for a session that has ended writes nothing and answers nothing', async () => {
  const asked = touch();
  await untilIdle();
  verdict.reject(new DomainError('request.unauthenticated'));
  await expect(asked).rejects.toMatchObject({ code: 'request.unauthenticated' });
  await untilIdle();
  expect(sent).toEqual(['GetItem']);
});

test.each([
  ['team', { teamId: 'team-2' }],
  ['role', { role: 'read-only', rights: person('read-only').rights }],
  ['step-up', { steppedUp: true }],
])('I9: with another %s than before the request is done anew, once', async (_, change) => {
  const asked = touch();
  await untilIdle();
  verdict.resolve({ ...ada, ...change });
  expect((await asked).statusCode).toBe(200);
  await untilIdle();
  expect(sent).toEqual(['GetItem', 'GetItem', 'PutItem']);
});

test('nothing is begun for a person not seen before, nor for one who may not', async () => {
  presumed = undefined;
  const first = touch();
  await untilIdle();
  expect(sent).toEqual([]);
  verdict.resolve(ada);
  await first;

  sent = [];
  verdict = Promise.withResolvers();
  presumed = { ...ada };
  permitted = false;
  const second = touch();
  await untilIdle();
  verdict.resolve(ada);
  await expect(second).rejects.toMatchObject({ code: 'request.forbidden' });
  expect(sent).toEqual([]);
});

test('who is asking is answered before what is wrong with the request', async () => {
  const stranger = touch('much too long');
  verdict.reject(new DomainError('request.unauthenticated'));
  await expect(stranger).rejects.toMatchObject({ code: 'request.unauthenticated' });

  verdict = Promise.withResolvers();
  const asked = touch('much too long');
  verdict.resolve({ ...ada });
  await expect(asked).rejects.toMatchObject({ code: 'request.invalid' });
  expect(sent).toEqual([]);
});
