import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { DomainError } from '#shared/errors/domain-error';
import type { PresentedSession } from './gate.ts';
import { parseToken } from './session-token.ts';

/** `__Host-` binds the cookie to this host, over TLS, for every path (RFC 6265bis). */
export const sessionCookie = '__Host-stratus';

/** Says which browser it is, nothing about who uses it. */
export const deviceCookie = '__Host-stratus-device';

function cookieOf(event: APIGatewayProxyEventV2, name: string): string | undefined {
  const prefix = `${name}=`;
  return event.cookies?.find((each) => each.startsWith(prefix))?.slice(prefix.length);
}

/** The device token of a request; undefined for what cannot be one of ours. */
export function presentedDevice(event: APIGatewayProxyEventV2): string | undefined {
  const token = cookieOf(event, deviceCookie);
  return token !== undefined && /^[\w-]{43}$/.test(token) ? token : undefined;
}

/** The session token in a browser's cookie, whether or not it is good for anything. */
export function formerSession(event: APIGatewayProxyEventV2): string | undefined {
  const token = cookieOf(event, sessionCookie);
  return token === undefined || parseToken(token) === undefined ? undefined : token;
}

/** Keeps the sealed start of a sign-in while its person is away at their company’s page. */
export const ticketCookie = '__Host-stratus-ticket';

/** What a browser keeps of a sign-in that set out; undefined for what cannot be ours. */
export function presentedTicket(event: APIGatewayProxyEventV2): string | undefined {
  const ticket = cookieOf(event, ticketCookie);
  return ticket !== undefined && /^[\w-]{40,2048}$/.test(ticket) ? ticket : undefined;
}

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
  const cookie = cookieOf(event, sessionCookie);
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
