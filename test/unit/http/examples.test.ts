import { expect, test } from 'vitest';
import * as z from 'zod';
import { catalogue } from '#functions/catalogue';
import type { FunctionDefinition } from '#functions/define-function';
import { exampleOf } from '#shared/http/example-of';
import { openApi } from '#shared/http/openapi';
import type { Route } from '#shared/http/route';

const routes = Object.values<FunctionDefinition>(catalogue).flatMap((definition) =>
  Object.entries<Route>(definition.routes ?? {}),
);

const json = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' });

const bodies = routes.flatMap(([id, { body }]) => (body ? [{ id, body }] : []));
const responses = routes.flatMap(([id, { response }]) => (response ? [{ id, response }] : []));

test.each(bodies)('$id shows a request that it would take', ({ body }) => {
  const example = exampleOf(json(body, 'input'), 'request');
  expect(body.safeParse(example).error?.issues ?? [], JSON.stringify(example)).toEqual([]);
});

test.each(responses)('$id shows an answer that it could give', ({ response }) => {
  const example = exampleOf(json(response, 'output'), 'response');
  const { error } = response.safeParse(example);
  expect(error?.issues ?? [], JSON.stringify(example)).toEqual([]);
});

function operations() {
  const features = Object.fromEntries(
    Object.entries<FunctionDefinition>(catalogue).flatMap(([name, { routes: own }]) =>
      own ? [[name, own] as const] : [],
    ),
  );
  const { paths } = openApi(features, '0') as {
    // biome-ignore lint/suspicious/noExplicitAny: a document is JSON of OpenAPI's shape.
    paths: Record<string, Record<string, any>>;
  };
  return Object.values(paths).flatMap((each) => Object.values(each));
}

test('every operation of the document shows its request and its answer', () => {
  expect(operations().length).toBe(routes.length);
  for (const { operationId, requestBody, responses } of operations()) {
    const bodies = [
      ...(requestBody ? [requestBody.content['application/json']] : []),
      ...Object.entries<{ content?: Record<string, object> }>(responses).flatMap(
        ([, { content = {} }]) => Object.values(content),
      ),
    ];
    for (const body of bodies) expect(body, operationId).toHaveProperty('example');
  }
});

test('API-19: every operation says what too many requests are answered with, and who may ask all the same', () => {
  for (const { responses } of operations())
    expect(Object.keys(responses['429'].headers)).toEqual([
      'Retry-After',
      'RateLimit',
      'RateLimit-Policy',
    ]);
  const always = operations().filter(({ description }) => description.includes('too many'));
  expect(always.map(({ operationId }) => operationId).sort()).toEqual([
    'answerStepUp',
    'disableUser',
    'endOtherSessions',
    'endSession',
    'listApiKeys',
    'listOwnApiKeys',
    'listSessions',
    'lockUser',
    'revokeApiKey',
    'revokeOwnApiKey',
    'signOut',
    'signOutEverywhere',
    'startOffBoarding',
    'startPasskeyStepUp',
    'stepUp',
    'stepUpByPasskey',
  ]);
});
