import * as z from 'zod';
import type { ServiceRequest, ServiceResponse } from '../service.ts';
import { type Buckets, CorsRule } from './buckets.ts';
import { bucketOf } from './call.ts';
import { s3Error } from './errors.ts';
import { readPayload } from './payload.ts';
import type { Handler } from './world.ts';
import { parseXml, xmlDocument } from './xml.ts';

const XmlRule = z
  .object({
    ID: z.string().optional(),
    AllowedOrigin: z.array(z.string()).min(1),
    AllowedMethod: z.array(z.enum(['GET', 'PUT', 'HEAD', 'POST', 'DELETE'])).min(1),
    AllowedHeader: z.array(z.string()).optional(),
    ExposeHeader: z.array(z.string()).optional(),
    MaxAgeSeconds: z.coerce.number().int().optional(),
  })
  .transform((rule) =>
    CorsRule.parse({
      id: rule.ID,
      origins: rule.AllowedOrigin,
      methods: rule.AllowedMethod,
      headers: rule.AllowedHeader,
      exposed: rule.ExposeHeader,
      maxAge: rule.MaxAgeSeconds,
    }),
  );

const Configuration = z.object({
  CORSConfiguration: z.object({ CORSRule: z.array(XmlRule).min(1) }),
});

export const putCors: Handler = ({ buckets }, call) => {
  readPayload(call);
  buckets.get(call.bucket);
  const { CORSRule: cors } = parseXml(Configuration, call.body).CORSConfiguration;
  buckets.change(call.bucket, { cors });
  return { status: 200 };
};

export const deleteCors: Handler = ({ buckets }, { bucket }) => {
  buckets.change(bucket, { cors: [] });
  return { status: 204 };
};

export const getCors: Handler = ({ buckets }, { bucket }) => {
  const { cors } = buckets.get(bucket);
  if (cors.length === 0) throw s3Error('NoSuchCORSConfiguration');
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: xmlDocument('CORSConfiguration', {
      CORSRule: cors.map((rule) => ({
        ID: rule.id,
        AllowedOrigin: rule.origins,
        AllowedMethod: rule.methods,
        AllowedHeader: rule.headers,
        ExposeHeader: rule.exposed,
        MaxAgeSeconds: rule.maxAge,
      })),
    }),
  };
};

export const preflight: Handler = ({ buckets }, { bucket, headers }) => {
  const origin = headers['origin'];
  const method = headers['access-control-request-method'];
  if (!origin || !method)
    throw s3Error('InvalidRequest', 'Insufficient information. Origin request header needed.');
  const asked = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const rule = findRule(buckets, bucket, { origin, method, asked });
  if (!rule) throw s3Error('AccessDenied', 'CORSResponse: This CORS request is not allowed.');
  return {
    status: 200,
    headers: {
      ...sharedHeaders(rule, origin),
      'access-control-allow-methods': rule.methods.join(', '),
      ...(asked.length > 0 && { 'access-control-allow-headers': asked.join(', ') }),
      ...(rule.maxAge !== undefined && { 'access-control-max-age': String(rule.maxAge) }),
    },
  };
};

/** Adds what lets a browser read the response where a rule of the bucket allows its origin. */
export function withCors(
  buckets: Buckets,
  request: ServiceRequest,
  response: ServiceResponse,
): ServiceResponse {
  const { origin } = request.headers;
  if (!origin || request.method === 'OPTIONS') return response;
  const rule = findRule(buckets, bucketOf(request), { origin, method: request.method, asked: [] });
  if (!rule) return response;
  return { ...response, headers: { ...response.headers, ...sharedHeaders(rule, origin) } };
}

function findRule(
  buckets: Buckets,
  bucket: string,
  wanted: { origin: string; method: string; asked: readonly string[] },
): CorsRule | undefined {
  return buckets
    .find(bucket)
    ?.cors.find(
      ({ origins, methods, headers }) =>
        methods.includes(wanted.method) &&
        origins.some((pattern) => matchesStar(pattern, wanted.origin)) &&
        wanted.asked.every((name) =>
          headers.some((pattern) => matchesStar(pattern.toLowerCase(), name)),
        ),
    );
}

function sharedHeaders(rule: CorsRule, origin: string): Record<string, string> {
  const anyOrigin = rule.origins.includes('*');
  return {
    'access-control-allow-origin': anyOrigin ? '*' : origin,
    ...(anyOrigin ? {} : { 'access-control-allow-credentials': 'true' }),
    ...(rule.exposed.length > 0 && { 'access-control-expose-headers': rule.exposed.join(', ') }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

// A rule may hold one star, which stands for any characters.
function matchesStar(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*', 2);
  if (end === undefined) return pattern === text;
  return text.length >= pattern.length - 1 && text.startsWith(start) && text.endsWith(end);
}
