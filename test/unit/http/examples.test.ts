import { describe, expect, test } from 'vitest';
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

describe.each(routes)('%s', (_, route) => {
  test.runIf(route.body)('shows a request that it would take', () => {
    const example = exampleOf(json(route.body!, 'input'), 'request');
    expect(route.body!.safeParse(example).error?.issues ?? [], JSON.stringify(example)).toEqual([]);
  });

  test.runIf(route.response)('shows an answer that it could give', () => {
    const example = exampleOf(json(route.response!, 'output'), 'response');
    const { error } = route.response!.safeParse(example);
    expect(error?.issues ?? [], JSON.stringify(example)).toEqual([]);
  });
});

test('every operation of the document shows its request and its answer', () => {
  const features = Object.fromEntries(
    Object.entries<FunctionDefinition>(catalogue).flatMap(([name, { routes: own }]) =>
      own ? [[name, own] as const] : [],
    ),
  );
  const { paths } = openApi(features, '0') as {
    // biome-ignore lint/suspicious/noExplicitAny: a document is JSON of OpenAPI's shape.
    paths: Record<string, Record<string, any>>;
  };
  const operations = Object.values(paths).flatMap((each) => Object.values(each));
  expect(operations.length).toBe(routes.length);
  for (const { operationId, requestBody, responses } of operations) {
    const bodies = [
      ...(requestBody ? [requestBody.content['application/json']] : []),
      ...Object.entries<{ content?: Record<string, object> }>(responses).flatMap(
        ([, { content = {} }]) => Object.values(content),
      ),
    ];
    for (const body of bodies) expect(body, operationId).toHaveProperty('example');
  }
});
