import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '#functions/catalogue';
import type { FunctionDefinition } from '#functions/define-function';
import { queues } from '#functions/queues';
import { type Route, routeKey } from '#shared/http/route';
import { reviewedPublicRoutes } from './public-routes.ts';

const entries = Object.entries<FunctionDefinition>(catalogue);
const routes = entries.flatMap(([name, { routes = {} }]) =>
  Object.entries<Route>(routes).map(([operation, route]) => ({ name, operation, route })),
);

describe('the catalogue', () => {
  test('names every folder that has a handler, and no other', async () => {
    const folders: string[] = [];
    for await (const path of glob('functions/*/handler.ts')) folders.push(dirname(path));
    expect(entries.map(([, { entry }]) => dirname(entry)).sort()).toEqual(folders.sort());
  });

  test.each(entries)(
    '%s has an entry, a way to be called and a sentence for its alarm',
    (_, it) => {
      expect(existsSync(it.entry)).toBe(true);
      expect(it.routes !== undefined || it.trigger !== undefined).toBe(true);
      expect(it.errorImpact).toMatch(/^\p{Lu}.{15,}\.$/u);
    },
  );

  test('every queue has exactly one consumer', () => {
    const consumed = entries.flatMap(([, { trigger }]) =>
      trigger?.kind === 'queue' ? [trigger.queue] : [],
    );
    expect(consumed.sort()).toEqual(Object.keys(queues).sort());
  });
});

/** Needs that touch tables only: what a document client writes waits for the gate, nothing else does. */
const tableNeeds =
  /^(records:(read|write)|search:read|sessions:check|identity:read|audit:(read|append)|jobs:read)$/;

test('only functions that write to nothing but tables begin before the gate has decided', async () => {
  const beginning: string[] = [];
  for (const [name, { entry, needs }] of entries) {
    const source = await readFile(entry, 'utf8');
    if (!/presumes: true|open-records/.test(source)) continue;
    beginning.push(name);
    expect(
      needs.filter((need) => !tableNeeds.test(need)),
      name,
    ).toEqual([]);
  }
  expect(beginning.length).toBeGreaterThan(4);
});

test('API-19: every function that asks who somebody is may tell the others how much they ask', () => {
  const mayNot = entries.filter(
    ([, { routes = {}, needs }]) =>
      Object.values(routes).some(({ permission }) => permission !== 'public') &&
      !needs.includes('sessions:check') &&
      !needs.includes('identity:write'),
  );
  expect(mayNot.map(([name]) => name)).toEqual([]);
});

describe('routes', () => {
  test('no two share method and path, or an operation id', () => {
    const keys = routes.map(({ route }) => routeKey(route));
    const operations = routes.map(({ operation }) => operation);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(operations).size).toBe(operations.length);
  });

  test('public ones are those that were reviewed', () => {
    const open = routes.filter(({ route }) => route.permission === 'public');
    expect(open.map(({ route }) => routeKey(route)).sort()).toEqual(
      Object.keys(reviewedPublicRoutes).sort(),
    );
  });

  test.each(routes)('$operation names its path parameters and checks them', ({ route }) => {
    const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(named).not.toContain('id');
    if (route.permission === 'public' && !route.params) return;
    expect(Object.keys(route.params?.shape ?? {}).sort()).toEqual([...named].sort());
  });

  test.each(routes.filter(({ name }) => !['apiDocs', 'accountPages'].includes(name)))(
    '$operation lets only documented fields out',
    ({ route }) => {
      const answers = route.status !== 204 && !route.download;
      expect(route.response !== undefined).toBe(answers);
    },
  );
});
