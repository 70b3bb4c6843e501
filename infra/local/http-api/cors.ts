import { wildcardExpression } from '../wildcard.ts';
import type { Cors } from './api-definition.ts';
import type { GatewayRequest } from './gateway-request.ts';
import type { GatewayResponse } from './gateway-response.ts';

function allowedOrigin(cors: Cors, origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined;
  if (cors.AllowOrigins.includes('*')) return '*';
  return cors.AllowOrigins.some((each) => wildcardExpression(each).test(origin))
    ? origin
    : undefined;
}

/** The answer to a preflight request, or undefined where the request is none. */
export function preflight(cors: Cors, request: GatewayRequest): GatewayResponse | undefined {
  const wanted = request.headers['access-control-request-method'];
  if (request.method !== 'OPTIONS' || wanted === undefined) return undefined;
  const origin = allowedOrigin(cors, request.headers['origin']);
  const headers: Record<string, string> = {};
  if (origin !== undefined) {
    headers['access-control-allow-origin'] = origin;
    if (cors.AllowMethods.length > 0)
      headers['access-control-allow-methods'] = cors.AllowMethods.join(',');
    if (cors.AllowHeaders.length > 0)
      headers['access-control-allow-headers'] = cors.AllowHeaders.join(',');
    if (cors.MaxAge !== undefined) headers['access-control-max-age'] = String(cors.MaxAge);
    if (cors.AllowCredentials) headers['access-control-allow-credentials'] = 'true';
  }
  return { status: 204, headers, body: Buffer.alloc(0) };
}

/** Adds the API's CORS headers; those of the function are ignored, as AWS does once CORS is configured. */
export function withCors(
  cors: Cors,
  request: GatewayRequest,
  response: GatewayResponse,
): GatewayResponse {
  const own = Object.entries(response.headers).filter(
    ([name]) => !name.startsWith('access-control-'),
  );
  const headers = Object.fromEntries(own);
  const origin = allowedOrigin(cors, request.headers['origin']);
  if (origin !== undefined) {
    headers['access-control-allow-origin'] = origin;
    if (cors.ExposeHeaders.length > 0)
      headers['access-control-expose-headers'] = cors.ExposeHeaders.join(',');
    if (cors.AllowCredentials) headers['access-control-allow-credentials'] = 'true';
  }
  return { ...response, headers };
}
