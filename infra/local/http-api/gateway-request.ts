import type { IncomingMessage } from 'node:http';
import { readBody } from '../endpoint/read-body.ts';
import type { CloudContext } from '../service.ts';
import type { RouteMatch } from './route-table.ts';

/** 10 MB: “Quotas for HTTP API”. */
const largestBody = 10 * 1024 * 1024;

/** Headers that concern one connection only; a gateway does not pass them on. */
const hopHeaders = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export const isHopHeader = (name: string) => hopHeaders.has(name.toLowerCase());

/** A request as the gateway sees it, before a route is chosen. */
export interface GatewayRequest {
  readonly id: string;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly protocol: string;
  readonly sourceIp: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

/** Reads a whole request. Throws `BodyTooLarge` over 10 MB. */
export async function readGatewayRequest(
  message: IncomingMessage,
  { id, at }: { readonly id: string; readonly at: number },
): Promise<GatewayRequest> {
  const [path = '/', ...query] = (message.url ?? '/').split('?');
  const sourceIp = (message.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const headers: Record<string, string> = {};
  for (const [name, values = []] of Object.entries(message.headersDistinct))
    if (!hopHeaders.has(name) && name !== 'cookie') headers[name] = values.join(',');
  const forwarded = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = forwarded ? `${forwarded}, ${sourceIp}` : sourceIp;
  headers['x-forwarded-port'] = '443';
  headers['x-forwarded-proto'] = 'https';
  headers['x-amzn-trace-id'] = `Root=1-${Math.floor(at / 1_000).toString(16)}-${id.slice(0, 24)}`;
  return {
    id,
    at,
    path,
    sourceIp,
    headers,
    method: message.method ?? 'GET',
    query: query.join('?'),
    protocol: `HTTP/${message.httpVersion}`,
    cookies: (message.headers.cookie ?? '').split(/; */).filter((cookie) => cookie !== ''),
    body: await readBody(message, largestBody),
  };
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A time in the format of web server logs: `12/Mar/2020:19:03:58 +0000`. */
export function logTime(at: number): string {
  const date = new Date(at);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const clock = date.toISOString().slice(11, 19);
  return `${day}/${months[date.getUTCMonth()] ?? ''}/${date.getUTCFullYear()}:${clock} +0000`;
}

const textTypes = /^(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml))\s*(;|$))/i;

function multiValue(query: string): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const earlier = values.get(name);
    values.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(values);
}

/** Event fields that route and authorizer events have in common. */
export function requestFields(
  request: GatewayRequest,
  match: RouteMatch,
  api: { readonly id: string; readonly domainName: string },
  context: Pick<CloudContext, 'accountId'>,
) {
  const routeKey = match.route.key;
  const query = multiValue(request.query);
  return {
    version: '2.0',
    routeKey,
    rawPath: request.path,
    rawQueryString: request.query,
    ...(request.cookies.length > 0 ? { cookies: request.cookies } : {}),
    headers: request.headers,
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    ...(Object.keys(match.parameters).length > 0 ? { pathParameters: match.parameters } : {}),
    requestContext: {
      accountId: context.accountId,
      apiId: api.id,
      domainName: api.domainName,
      domainPrefix: api.domainName.split('.')[0] ?? '',
      http: {
        method: request.method,
        path: request.path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: request.id,
      routeKey,
      stage: '$default',
      time: logTime(request.at),
      timeEpoch: request.at,
    },
  };
}

/** The body as payload 2.0 carries it: text for known text types, base64 for everything else. */
export function bodyFields(request: GatewayRequest) {
  if (request.body.length === 0) return { isBase64Encoded: false };
  const type = request.headers['content-type'];
  const isText = type === undefined || textTypes.test(type);
  return {
    body: request.body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}
