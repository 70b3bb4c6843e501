import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { ErrorCode } from '#shared/errors/codes';
import { objects } from '#shared/objects/objects';
import type { ApiClient, ApiRequest } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { stepUp } from '#test/support/people';
import { faultsOf, fieldsOf } from '#test/support/problem';
import { changesSince, stateOf } from '#test/support/state';
import { everyRoute, type Operation, pathOf, servesFiles, unknownId } from './every-route.ts';
import { strangeToken, validBodies } from './valid-bodies.ts';

let cloud: TestCloud;
let administrator: ApiClient;
/** An id that the operation could work on, by the name of the path parameter. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  cloud = await bootCloud({ runsSchedules: false });
  administrator = await cloud.as('administrator');
  const create = async (path: string, body: object) =>
    (await administrator.send('POST', path, { body })).body;
  for (const { name, plural } of Object.values(objects)) {
    const operation = `create${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    ids[`${name}Id`] = (await create(`/${plural}`, validBodyOf(operation))).id;
  }
  ids['importId'] = (await create('/imports', { fileName: 'a.csv' })).import.id;
  const names = { en: 'Made here', zh: '自建' };
  ids['roleId'] = (await create('/roles', { roleId: 'made-here', names })).roleId;
  ids['exportId'] = (await create('/tasks/exports', {})).id;
  ids['jobId'] = (await create('/tag-removals', { object: 'ticket', tag: 'bad' })).id;
  ids['viewId'] = (await create('/views', { name: 'View', object: 'contact' })).viewId;
  ids['teamId'] = (await create('/teams', { name: 'Team of the test' })).teamId;
  ids['reviewId'] = (await create('/access-reviews', {})).reviewId;
  ids['object'] = 'company';
  ids['fieldId'] = (await create('/custom-fields', validBodyOf('addCustomField'))).fieldId;
  administrator = await stepUp(administrator, cloud.person('administrator').password);
  const subjects = [{ object: 'contact', id: ids['contactId'] }];
  const asked = { subjects, reason: 'Bad input.' };
  ids['personRequestId'] = (await create('/person-requests/exports', asked)).id;
  const wanted = { kind: 'record', object: 'contact', recordId: ids['contactId'], reason: 'Bad' };
  ids['requestId'] = (await create('/access-requests', wanted)).requestId;
  ids['shareId'] = `company~${ids['companyId']}~team~team-example`;
  ids['userId'] = cloud.person('support').userId;
  ids['sessionId'] = unknownId;
  ids['passkeyId'] = unknownId;
  ids['keyId'] = unknownId;
  await cloud.cloud.settle();
});

afterAll(() => cloud?.close());

/** Fills the gateway's bucket again. */
beforeEach(() => cloud.cloud.clock.advance(2_000));

/** Some operations ask for a proof of identity that is never older than five minutes. */
async function proveAgain({ stepUp: isAsked }: Operation['route']): Promise<void> {
  if (!isAsked) return;
  administrator = await stepUp(administrator, cloud.person('administrator').password);
}

interface Bad extends ApiRequest {
  readonly title: string;
  readonly code: ErrorCode;
  /** A field that the answer has to name. */
  readonly field?: string;
  readonly query?: string;
}

const json = { 'content-type': 'application/json' };
const raw = (title: string, rawBody: string | Uint8Array<ArrayBuffer>, code: ErrorCode): Bad => ({
  title,
  rawBody,
  code,
  headers: json,
});
const bytes = (...values: number[]) => new Uint8Array(values);

/** A valid body of the operation, as text with something more in it. */
function bodyWith(operation: string, name: string, value: string): string {
  const valid = validBodyOf(operation);
  const others = Object.entries(valid).filter(([key]) => key !== name);
  const members = others.map(([key, each]) => `${JSON.stringify(key)}:${JSON.stringify(each)}`);
  return `{${[...members, `${JSON.stringify(name)}:${value}`].join(',')}}`;
}

function validBodyOf(operation: string): object {
  const person = {
    role: 'administrator',
    unique: 'bad',
    password: 'x',
    login: 'nobody@example.com',
  };
  return validBodies[operation]!({ ...person, role: 'administrator' });
}

function badBodies({ operation, route }: Operation): Bad[] {
  if (!route.body) return [];
  const valid = JSON.stringify(validBodyOf(operation));
  const limit = route.maxBodyBytes ?? 262_144;
  const invalid = 'request.invalid';
  const { properties = {} } = z.toJSONSchema(route.body, { io: 'input', unrepresentable: 'any' });
  return [
    ...['', '{', '{"a":1,}', `${valid}x`, "{'a':1}", '{"a":NaN}', `\u{feff}${valid}`].map((text) =>
      raw(`malformed JSON ${text.slice(0, 20)}`, text, 'request.malformed'),
    ),
    raw('UTF-16', bytes(0xff, 0xfe, 0x7b, 0, 0x7d, 0), 'request.malformed'),
    raw(
      'invalid UTF-8',
      bytes(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d),
      'request.malformed',
    ),
    raw('API-03: 33 levels', '['.repeat(33) + ']'.repeat(33), 'request.malformed'),
    raw('API-03: 400 levels', '{"a":'.repeat(400) + 1 + '}'.repeat(400), 'request.malformed'),
    ...['null', '[]', '"text"', '7', 'true', '{}']
      // Some operations need nothing to be said.
      .filter((text) => !route.body?.safeParse(JSON.parse(text)).success)
      .map((text) => raw(`JSON that is no such object: ${text}`, text, invalid)),
    ...['text/plain', 'application/x-www-form-urlencoded', 'text/json', 'application/jsonp'].map(
      (type): Bad => ({
        title: type,
        rawBody: valid,
        headers: { 'content-type': type },
        code: 'request.unsupported_media_type',
      }),
    ),
    {
      title: 'no content type',
      rawBody: new TextEncoder().encode(valid),
      code: 'request.unsupported_media_type',
    },
    raw('one byte too many', valid.padEnd(limit + 1), 'request.too_large'),
    ...['surprise', 'id', 'userId', 'createdAt', 'version', 'pk', 'schemaVersion', 'teamID'].map(
      (name): Bad => ({
        ...raw(`AZ-05: field ${name}`, bodyWith(operation, name, '"x"'), invalid),
        field: name,
      }),
    ),
    ...['__proto__', 'constructor', 'prototype'].flatMap((name): Bad[] => [
      {
        ...raw(`API-02: ${name}`, bodyWith(operation, name, '{"isAdmin":true}'), invalid),
        field: name,
      },
      {
        ...raw(
          `API-02: ${name} inside`,
          bodyWith(operation, 'extra', `[{"${name}":{"role":"administrator"}}]`),
          invalid,
        ),
        field: `extra.0.${name}`,
      },
    ]),
    ...Object.keys(properties).flatMap((name) =>
      [
        ...['{"wrong":[true]}', '[[false]]', '""', '1e400'],
        ...(takesAnyText.test(name) ? [] : brokenText),
      ].map(
        (value): Bad => ({
          ...raw(`API-05: ${name} = ${value}`, bodyWith(operation, name, value), invalid),
          field: name,
        }),
      ),
    ),
  ];
}

/** Any text may be a password, and what people call their file is cleaned before it is shown. */
const takesAnyText = /password|fileName/i;
const brokenText = ['"\\ud800"', '"a\\u0000b"'];

function badHeaders({ route }: Operation): Bad[] {
  const code = 'request.invalid';
  const isKeyed = route.method === 'POST' && route.permission !== 'public';
  const keys = ['', ' ', 'a b', 'k'.repeat(256), 'schlüssel'];
  const versions = ['*', 'W/"1"', '"1", "2"', '"', '"1', 'x'.repeat(65), '"<1>"'];
  return [
    ...(isKeyed ? keys : []).map(
      (key): Bad => ({
        title: `API-10: Idempotency-Key “${key.slice(0, 9)}”`,
        headers: { 'idempotency-key': key },
        code,
        field: 'Idempotency-Key',
      }),
    ),
    ...(route.versioned ? versions : []).map(
      (version): Bad => ({
        title: `API-11: If-Match ${version.slice(0, 9)}`,
        headers: { 'if-match': version },
        code,
        field: 'If-Match',
      }),
    ),
    ...(route.versioned
      ? [
          { title: 'API-11: no If-Match', headers: {}, code: 'request.precondition_required' },
          {
            title: 'API-11: stale If-Match',
            headers: { 'if-match': '"0"' },
            code: 'record.version_conflict',
          },
        ]
      : []
    ).map((each) => each as Bad),
  ];
}

function badQueries({ route }: Operation): Bad[] {
  const code = 'request.invalid';
  const query = route.query instanceof z.ZodLazy ? route.query.unwrap() : route.query;
  const names = Object.keys(query?.shape ?? {});
  const limits = ['0', '-1', '101', '1e9', 'NaN', '', '1.5', '1,9999', 'null'];
  const one = (name: string, value: string): Bad => ({
    title: `API-07: ?${name}=${value}`,
    query: `${name}=${encodeURIComponent(value)}`,
    code,
    field: name,
  });
  return [
    one('surprise', '1'),
    one('__proto__', 'x'),
    ...(names.includes('limit')
      ? [
          ...limits.map((limit) => one('limit', limit)),
          { ...one('limit', 'twice'), query: 'limit=1&limit=9999' },
        ]
      : []),
    ...(names.includes('sort') ? [one('sort', 'passwordHash'), one('sort', '-notes')] : []),
    ...(names.includes('ownerId') ? [one('ownerId', 'me'), one('ownerId', '')] : []),
    ...(names.includes('outcome') ? [one('outcome', 'lost')] : []),
  ];
}

async function outcomesOf(each: Operation, cases: readonly Bad[]) {
  const { operation, route } = each;
  const client = route.permission === 'public' ? cloud.anyone : administrator;
  const parameter = /\{(\w+)\}/.exec(route.path)?.[1];
  const id = parameter ? ids[parameter]! : '';
  const got: Record<string, string> = {};
  const wanted: Record<string, string> = {};
  for (const { title, code, field, query, rawBody, headers } of cases) {
    const needsBody = route.body && rawBody === undefined;
    const answer = await client.send(route.method, pathOf(route, id) + (query ? `?${query}` : ''), {
      ...(needsBody ? { body: validBodyOf(operation) } : {}),
      ...(rawBody === undefined ? {} : { rawBody }),
      headers: {
        ...(route.versioned && !title.startsWith('API-11') ? { 'if-match': '"1"' } : {}),
        ...headers,
      },
    });
    const isNamed =
      field === undefined ||
      fieldsOf(answer).some((name) => name === field || name.startsWith(`${field}.`));
    const named = isNamed ? [] : [`names ${fieldsOf(answer).join(', ') || 'no field'}`];
    got[title] = [answer.body?.code ?? answer.status, ...faultsOf(answer), ...named].join('; ');
    wanted[title] = code;
  }
  return { got, wanted };
}

describe.each(everyRoute.filter((each) => !servesFiles(each)))('$operation', (each) => {
  const { operation, route } = each;
  const unexpected: Bad[] =
    route.body || route.method === 'GET'
      ? []
      : [raw('a body where none is taken', '{"force":true}', 'request.invalid')];

  test('API-01 to API-07, API-10, API-11: refuses bad input with a code, and nothing has changed', async () => {
    await proveAgain(route);
    const before = await stateOf(cloud);
    const cases = [...badBodies(each), ...unexpected, ...badHeaders(each), ...badQueries(each)];
    const { got, wanted } = await outcomesOf(each, cases);
    expect(got).toEqual(wanted);
    expect(await changesSince(before, cloud)).toEqual([]);
  });

  if (route.path.includes('{'))
    test('API-18: finds nothing under broken ids', async () => {
      await proveAgain(route);
      const client = route.permission === 'public' ? cloud.anyone : administrator;
      const broken = [
        '%00',
        '..%2f..%2fusers',
        '%ff',
        ' ',
        'a'.repeat(2_000),
        '<x>',
        '😀',
        '__proto__',
      ];
      // A mapping may be called anything that means nothing in a path.
      const almost = route.path.includes('{mappingName}')
        ? []
        : [unknownId.toLowerCase(), `${unknownId}0`, strangeToken];
      for (const id of [...broken, ...almost]) {
        const path = route.path.replace(
          /\{\w+\}/,
          id.startsWith('%') ? id : encodeURIComponent(id),
        );
        const answer = await client.send(route.method, path, {
          ...(route.body ? { body: validBodyOf(operation) } : {}),
          ...(route.versioned ? { headers: { 'if-match': '"1"' } } : {}),
        });
        expect([400, 404, 405], `${route.method} ${path}: ${answer.text}`).toContain(answer.status);
      }
    });
});
