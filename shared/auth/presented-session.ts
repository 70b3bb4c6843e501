import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { DomainError } from '#shared/errors/domain-error';
import type { PresentedSession } from './gate.ts';

/** `__Host-` binds the cookie to this host, over TLS, for every path (RFC 6265bis). */
export const sessionCookie = '__Host-stratus';

/**
 * The session token of a request: a bearer token, else the cookie. A cookie on a request that may
 * change something counts only when the browser says that our own page sent it (ASVS 3.5.1).
 */
export function presentedSession(
  event: APIGatewayProxyEventV2,
  appOrigin: string,
): PresentedSession | undefined {
  const bearer = /^Bearer ([\w.~+/=-]{16,512})$/i.exec(event.headers['authorization'] ?? '')?.[1];
  if (bearer) return { token: bearer, via: 'bearer' };
  if (event.headers['authorization'] !== undefined) return undefined;
  const prefix = `${sessionCookie}=`;
  const cookie = event.cookies?.find((each) => each.startsWith(prefix))?.slice(prefix.length);
  if (!cookie) return undefined;
  if (event.requestContext.http.method !== 'GET') refuseCrossSite(event, appOrigin);
  return { token: cookie, via: 'cookie' };
}

function refuseCrossSite(event: APIGatewayProxyEventV2, appOrigin: string): void {
  const origin = event.headers['origin'];
  const site = event.headers['sec-fetch-site'];
  if (origin === undefined ? site === 'same-origin' : origin === appOrigin) return;
  throw new DomainError('request.cross_site');
}
