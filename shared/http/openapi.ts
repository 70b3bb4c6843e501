import * as z from 'zod';
import { type ErrorCode, errorCodes } from '#shared/errors/codes';
import { exampleOf } from './example-of.ts';
import { admitsApiKeys } from './reach-of-api-keys.ts';
import type { Route, Routes } from './route.ts';

type Json = Record<string, unknown>;

/** Codes that any route may answer with, besides its own. */
const commonErrors: readonly ErrorCode[] = [
  'request.invalid',
  'request.too_many',
  'service.failed',
];
const signedInErrors: readonly ErrorCode[] = [
  'request.unauthenticated',
  'request.forbidden',
  'auth.session_restricted',
];
/** What an API key meets: refused as a whole, or where it may only read. */
const keyErrors = (route: Route): readonly ErrorCode[] => {
  if (!admitsApiKeys(route)) return ['auth.key_not_allowed'];
  return route.method === 'GET' ? [] : ['auth.key_reads_only'];
};
const stepUpErrors: readonly ErrorCode[] = ['auth.step_up_required'];

const Problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(errorCodes)),
    requestId: z.string(),
    detail: z.string().optional(),
    fields: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    conflictsWith: z.string().optional(),
    mergedInto: z.string().optional(),
  })
  .meta({ description: 'What went wrong (RFC 9457), with a stable code and the fields at fault.' });

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

/** A schema with an example of what it describes. */
function described(schema: z.ZodType, io: 'input' | 'output'): Json {
  const json = jsonSchema(schema, io);
  return { schema: json, example: exampleOf(json, io === 'input' ? 'request' : 'response') };
}

function problemExample(code: ErrorCode): Json {
  const { status, title } = errorCodes[code];
  const requestId = '1b4e28ba-2fa1-11d2-883f-0016d3cca427';
  return { type: 'about:blank', title, status, code, requestId };
}

function parameters(route: Route): Json[] {
  const of = (schema: z.ZodObject | undefined, place: 'path' | 'query') => {
    if (!schema) return [];
    const { properties = {}, required = [] } = z.toJSONSchema(schema, {
      io: 'input',
      unrepresentable: 'any',
    });
    return Object.entries(properties).map(([name, property]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      schema: property,
    }));
  };
  const header = (name: string, required: boolean, description: string) => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  return [
    ...of(route.params, 'path'),
    ...of(route.query, 'query'),
    ...(route.versioned
      ? [header('If-Match', true, 'The ETag of the version this change was made from.')]
      : []),
    ...(route.method === 'POST' && route.permission !== 'public'
      ? [header('Idempotency-Key', false, 'Send the same key again to repeat a request safely.')]
      : []),
  ];
}

function responses(route: Route): Json {
  const codes = [
    ...new Set([
      ...route.errors,
      ...commonErrors,
      ...(route.permission === 'public' ? [] : [...signedInErrors, ...keyErrors(route)]),
      ...(route.stepUp ? stepUpErrors : []),
    ]),
  ];
  const byStatus = Map.groupBy(codes, (code) => errorCodes[code].status);
  const failures = [...byStatus].map(([status, these]) => [
    String(status),
    {
      description: these.map((code) => `\`${code}\`: ${errorCodes[code].title}`).join('\n\n'),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          example: these[0] && problemExample(these[0]),
        },
      },
    },
  ]);
  return {
    [String(route.status)]: {
      description: 'Done.',
      ...(route.response
        ? { content: { 'application/json': described(route.response, 'output') } }
        : {}),
      ...(route.download
        ? {
            content: {
              'text/csv': { example: 'id,name\r\n01JD8Y7N9Q4V5W2X3Z6A8B0CDE,李雷\r\n' },
              'application/json': { example: { items: [] } },
            },
          }
        : {}),
    },
    ...Object.fromEntries(failures),
  };
}

function describe({ permission, stepUp, admits = [] }: Route): string {
  return [
    `Permission: \`${permission}\`.`,
    ...(stepUp ? ['Asks for a proof of identity at most five minutes old: `POST /step-up`.'] : []),
    ...(admits.length > 0 ? [`Serves sessions restricted to: ${admits.join(', ')}.`] : []),
  ].join(' ');
}

function security(route: Route): Json {
  if (route.permission === 'public') return { security: [] };
  return admitsApiKeys(route) ? { security: [{ session: [] }, { apiKey: [] }] } : {};
}

function operation(id: string, route: Route, tag: string): Json {
  return {
    operationId: id,
    summary: route.summary,
    tags: [tag],
    description: describe(route),
    parameters: parameters(route),
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': described(route.body, 'input') },
          },
        }
      : {}),
    responses: responses(route),
    ...security(route),
  };
}

/** The OpenAPI 3.1 document of a set of features; feature name → its routes. */
export function openApi(features: Readonly<Record<string, Routes>>, version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [feature, routes] of Object.entries(features))
    for (const [id, route] of Object.entries(routes)) {
      paths[route.path] = {
        ...paths[route.path],
        [route.method.toLowerCase()]: operation(id, route, feature),
      };
    }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Stratus CRM',
      version,
      description:
        'Sign in with `POST /sign-in` and send the token as `Authorization: Bearer …`. Errors are problem documents with a stable `code`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ session: [] }],
    paths,
    components: {
      schemas: { Problem: jsonSchema(Problem, 'output') },
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer' },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description:
            'The key of another system: `POST /api-keys`. It acts with its owner’s rights.',
        },
      },
    },
  };
}
