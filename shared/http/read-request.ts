import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { formerSession, presentedDevice, presentedTicket } from '#shared/auth/presented-session';
import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from './call.ts';
import { parseJsonBody, refuseForbiddenName } from './json-body.ts';
import type { Route } from './route.ts';

const defaultMaxBodyBytes = 262_144;

/** Checks a value against a schema; a mismatch becomes `request.invalid` with every field at fault. */
export function parseInput<T extends z.ZodType>(
  schema: T,
  value: unknown,
  where: string,
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new DomainError('request.invalid', {
    detail: `The ${where} does not match the documented form.`,
    fields: result.error.issues.flatMap((issue) => {
      const path = issue.path.map(String);
      if (issue.code !== 'unrecognized_keys')
        return [{ field: path.join('.') || where, message: issue.message }];
      return issue.keys.map((key) => ({
        field: [...path, key].join('.'),
        message: 'There is no such field.',
      }));
    }),
  });
}

function rawBody(event: APIGatewayProxyEventV2, route: Route): string {
  const encoded = event.body ?? '';
  const bytes = Buffer.from(encoded, event.isBase64Encoded ? 'base64' : 'utf8');
  const limit = route.maxBodyBytes ?? defaultMaxBodyBytes;
  if (bytes.byteLength > limit)
    throw new DomainError('request.too_large', { detail: `The limit is ${limit} bytes.` });
  const notUtf8 = { detail: 'The body is not UTF-8.' };
  // Bodies that the gateway hands over as text it has decoded: broken bytes are this character now.
  if (!event.isBase64Encoded && encoded.includes('\ufffd'))
    throw new DomainError('request.malformed', notUtf8);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new DomainError('request.malformed', notUtf8, { cause });
  }
}

function readBody(route: Route, event: APIGatewayProxyEventV2, text: string): unknown {
  if (!route.body) {
    if (text.trim() !== '' && text.trim() !== '{}')
      throw new DomainError('request.invalid', { detail: 'This operation takes no body.' });
    return undefined;
  }
  const mediaType = (event.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') throw new DomainError('request.unsupported_media_type');
  return parseInput(route.body, parseJsonBody(text), 'body');
}

const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,255}$/);

function idempotencyKey(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (IdempotencyKey.safeParse(value).success) return value;
  throw new DomainError('request.invalid', {
    fields: [{ field: 'Idempotency-Key', message: 'Send 1 to 255 visible ASCII characters.' }],
  });
}

const ETag = z.string().regex(/^(?:"[\w.-]{1,64}"|[\w.-]{1,64})$/);

function ifMatch(route: Route, value: string | undefined): string | undefined {
  if (value === undefined) {
    if (route.versioned) throw new DomainError('request.precondition_required');
    return undefined;
  }
  if (ETag.safeParse(value).success) return value.replaceAll('"', '');
  throw new DomainError('request.invalid', {
    fields: [{ field: 'If-Match', message: 'Send the ETag of the version you read, one value.' }],
  });
}

/** zod passes over a key that is a prototype's, where a query takes any name. */
function readQuery(route: Route, query: Readonly<Record<string, string | undefined>>): unknown {
  for (const name of Object.keys(query)) refuseForbiddenName(name);
  return parseInput(route.query ?? z.strictObject({}), query, 'query');
}

/** Two requests are the same if they name the same things in path and query and send the same body. */
function requestHash(
  { pathParameters = {}, queryStringParameters = {} }: APIGatewayProxyEventV2,
  text: string,
): string {
  const named = [pathParameters, queryStringParameters].map((each) => Object.entries(each).sort());
  return createHash('sha256')
    .update(JSON.stringify([...named, text]))
    .digest('hex');
}

/** Turns an API Gateway event into parsed input; throws what the caller has to mend. */
export function readRequest(operation: string, route: Route, event: APIGatewayProxyEventV2) {
  const text = rawBody(event, route);
  const facts: Omit<RequestFacts, 'via'> = {
    requestId: event.requestContext.requestId,
    sourceIp: event.requestContext.http.sourceIp,
    userAgent: (event.headers['user-agent'] ?? '').slice(0, 256),
    deviceToken: presentedDevice(event),
    formerSession: formerSession(event),
    ticket: presentedTicket(event),
    idempotencyKey: idempotencyKey(event.headers['idempotency-key']),
    ifMatch: ifMatch(route, event.headers['if-match']),
    requestHash: requestHash(event, text),
    operation,
  };
  return {
    params: route.params && parseInput(route.params, event.pathParameters ?? {}, 'path'),
    query: readQuery(route, event.queryStringParameters ?? {}),
    body: readBody(route, event, text),
    facts,
  };
}
