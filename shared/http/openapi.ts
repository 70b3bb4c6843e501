import * as z from 'zod';
import { type ErrorCode, errorCodes } from '#shared/errors/codes';
import {
  type DocumentSchemas,
  documentSchemas,
  type Json,
  selfContained,
} from './document-schemas.ts';
import { exampleOf } from './example-of.ts';
import { admitsApiKeys } from './reach-of-api-keys.ts';
import type { Route, Routes } from './route.ts';

/** Codes that any route may answer with, besides its own. */
const commonErrors: readonly ErrorCode[] = [
  'request.invalid',
  'request.malformed',
  'request.too_large',
  'request.too_many',
  'service.failed',
  'service.unavailable',
];
/** What the form of a request may meet. */
const formErrors = ({ method, body, versioned }: Route): readonly ErrorCode[] => [
  ...(method === 'GET' ? [] : (['request.cross_site'] as const)),
  ...(body ? (['request.unsupported_media_type'] as const) : []),
  ...(versioned ? (['request.precondition_required'] as const) : []),
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

/** A schema with an example of what it describes. */
function described(schemas: DocumentSchemas, schema: z.ZodType, io: 'input' | 'output'): Json {
  const example = exampleOf(selfContained(schema, io), io === 'input' ? 'request' : 'response');
  return { schema: schemas.of(schema, io), example };
}

function problemExample(code: ErrorCode): Json {
  const { status, title } = errorCodes[code];
  const requestId = '1b4e28ba-2fa1-11d2-883f-0016d3cca427';
  return { type: 'about:blank', title, status, code, requestId };
}

const Parameters = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

function parameters(route: Route, schemas: DocumentSchemas): Json[] {
  const of = (schema: z.ZodType | undefined, place: 'path' | 'query') => {
    if (!schema) return [];
    const { properties, required } = Parameters.parse(schemas.of(schema, 'input'));
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

/** When to come again, and which limit is used up; what the gateway itself refuses has neither. */
const limitHeaders: Readonly<Record<string, Json>> = {
  'Retry-After': { description: 'Whole seconds to wait.', schema: { type: 'integer', minimum: 1 } },
  RateLimit: {
    description: 'The limit that is used up and the seconds to wait: `"person";r=0;t=12`.',
    schema: { type: 'string' },
  },
  'RateLimit-Policy': {
    description: 'That limit, as requests and seconds: `"person";q=600;w=60`.',
    schema: { type: 'string' },
  },
};

function headersOf(status: number): Json {
  const names = status === 429 ? Object.keys(limitHeaders) : status === 503 ? ['Retry-After'] : [];
  if (names.length === 0) return {};
  const refs = names.map((name) => [name, { $ref: `#/components/headers/${name}` }]);
  return { headers: Object.fromEntries(refs) };
}

function responses(route: Route, schemas: DocumentSchemas): Json {
  const codes = [
    ...new Set([
      ...route.errors,
      ...commonErrors,
      ...formErrors(route),
      ...(route.permission === 'public' ? [] : [...signedInErrors, ...keyErrors(route)]),
      ...(route.stepUp ? stepUpErrors : []),
    ]),
  ];
  const byStatus = Map.groupBy(codes, (code) => errorCodes[code].status);
  const failures = [...byStatus].map(([status, these]) => [
    String(status),
    {
      description: these.map((code) => `\`${code}\`: ${errorCodes[code].title}`).join('\n\n'),
      ...headersOf(status),
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
        ? { content: { 'application/json': described(schemas, route.response, 'output') } }
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

function describe({ permission, stepUp, whilePaused, admits = [] }: Route): string {
  return [
    `Permission: \`${permission}\`.`,
    ...(stepUp ? ['Asks for a proof of identity at most five minutes old: `POST /step-up`.'] : []),
    ...(whilePaused ? ['Serves callers who have sent too many requests, too.'] : []),
    ...(admits.length > 0 ? [`Serves sessions restricted to: ${admits.join(', ')}.`] : []),
  ].join(' ');
}

function security(route: Route): Json {
  if (route.permission === 'public') return { security: [] };
  return admitsApiKeys(route) ? { security: [{ session: [] }, { apiKey: [] }] } : {};
}

function operation(
  { id, route, tag }: { readonly id: string; readonly route: Route; readonly tag: string },
  schemas: DocumentSchemas,
): Json {
  return {
    operationId: id,
    summary: route.summary,
    tags: [tag],
    description: describe(route),
    parameters: parameters(route, schemas),
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': described(schemas, route.body, 'input') },
          },
        }
      : {}),
    responses: responses(route, schemas),
    ...security(route),
  };
}

/** The OpenAPI 3.1 document of a set of features; feature name → its routes. */
export function openApi(features: Readonly<Record<string, Routes>>, version: string): Json {
  const paths: Record<string, Json> = {};
  const schemas = documentSchemas();
  for (const [feature, routes] of Object.entries(features))
    for (const [id, route] of Object.entries(routes)) {
      paths[route.path] = {
        ...paths[route.path],
        [route.method.toLowerCase()]: operation({ id, route, tag: feature }, schemas),
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
      schemas: { ...schemas.named(), Problem: schemas.of(Problem, 'output') },
      headers: limitHeaders,
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
