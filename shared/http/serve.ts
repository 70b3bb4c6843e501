import { isDeepStrictEqual } from 'node:util';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Gate, PresentedSession } from '#shared/auth/gate';
import { presentedSession } from '#shared/auth/presented-session';
import type { Principal } from '#shared/auth/principal';
import type { Restriction } from '#shared/auth/session-standing';
import { beginEarly, type EarlyWork } from '#shared/data/held-writes';
import { DomainError } from '#shared/errors/domain-error';
import type { RoutePermission } from '#shared/permissions/permission';
import type { Answer, RequestFacts, RouteHandlers } from './call.ts';
import { securityHeaders } from './problem.ts';
import { refuseBeyondKey } from './reach-of-api-keys.ts';
import { readRequest } from './read-request.ts';
import { type Route, type Routes, routeKey } from './route.ts';

export interface ServeNeeds {
  readonly gate: Gate;
  /** Whether the principal's role grants the permission at all; records are checked by the use case. */
  readonly permits: (principal: Principal, permission: RoutePermission) => boolean;
  /** Scheme, host and port of the web client, from the deployment's settings. */
  readonly appOrigin: string;
}

const duties: Readonly<Record<Restriction, string>> = {
  'set-password': 'Your password is too old: set a new one.',
  'enrol-factor': 'Your role asks for a second factor: set one up.',
};

interface UntypedCall {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly principal: Principal | undefined;
  readonly request: RequestFacts;
}

/** A handler whose tie to its route, checked by `RouteHandlers`, the dispatch table has forgotten. */
type UntypedHandler = (call: UntypedCall) => Promise<Answer<Route>>;

interface Served {
  readonly operation: string;
  readonly route: Route;
  readonly run: UntypedHandler;
}

function isHandler(value: unknown): value is UntypedHandler {
  return typeof value === 'function';
}

/**
 * Answers API Gateway events (payload 2.0): the gateway has matched the route, so its key finds the
 * handler. In order: who is asking, may they, is the input right, do it, let only documented fields out.
 */
export function serve<const R extends Routes>(
  routes: R,
  handlers: RouteHandlers<R>,
  needs: ServeNeeds,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  const served = new Map<string, Served>();
  for (const [operation, route] of Object.entries<Route>(routes)) {
    const run: unknown = Reflect.get(handlers, operation);
    if (isHandler(run)) served.set(routeKey(route), { operation, route, run });
  }

  return async (event) => {
    const found = served.get(event.routeKey);
    if (!found) throw new DomainError('request.not_found');
    const { operation, route, run } = found;
    const session = presentedSession(event, needs.appOrigin);
    const runAs = async (principal: Principal | undefined) => {
      const { facts, ...input } = readRequest(operation, route, event);
      return run({ ...input, principal, request: { ...facts, via: session?.via ?? 'none' } });
    };
    const { requestId } = event.requestContext;
    if (route.permission === 'public') return toResult(route, await runAs(undefined), requestId);
    const early = session && beginAs(needs, route, session, runAs);
    const principal = await admit(needs, route, session).catch((refusal: unknown) => {
      early?.work.drop();
      throw refusal;
    });
    // At the same time as the request's own work: it costs no trip.
    const [answer] = await Promise.all([
      early ? settle(early, principal, runAs) : runAs(principal),
      isGranted(route) ? needs.gate.noteUse?.(principal, route.permission) : undefined,
    ]);
    return toResult(route, answer, requestId);
  };
}

type RunAs = (principal: Principal) => Promise<Answer<Route>>;

/** A request that was begun as the person whose session it was the last time. */
interface BegunRequest {
  readonly presumed: Principal;
  readonly work: EarlyWork<Answer<Route>>;
}

/** Begins to read what the request needs while the gate looks who asks, in the same trip. */
function beginAs(
  { gate, permits }: ServeNeeds,
  { permission }: Route,
  session: PresentedSession,
  runAs: RunAs,
): BegunRequest | undefined {
  const presumed = gate.presume?.(session);
  if (!presumed || !permits(presumed, permission)) return undefined;
  return { presumed, work: beginEarly(() => runAs(presumed)) };
}

/** The early work's answer if nothing about the caller has changed since; otherwise all is done anew. */
function settle({ presumed, work }: BegunRequest, principal: Principal, runAs: RunAs) {
  if (isDeepStrictEqual(presumed, principal)) return work.confirm();
  work.drop();
  return runAs(principal);
}

/** What roles grant; everybody may do the rest. */
function isGranted({ permission }: Route): boolean {
  return permission !== 'signed-in' && permission !== 'public';
}

async function admit(
  needs: ServeNeeds,
  route: Route,
  session: PresentedSession | undefined,
): Promise<Principal> {
  if (!session) throw new DomainError('request.unauthenticated');
  const principal = await needs.gate.admit(session, route);
  if (principal.restriction && !route.admits?.includes(principal.restriction))
    throw new DomainError('auth.session_restricted', { detail: duties[principal.restriction] });
  if (principal.apiKey) refuseBeyondKey(route, principal.apiKey.access);
  if (!needs.permits(principal, route.permission)) throw new DomainError('request.forbidden');
  if (route.stepUp && !principal.steppedUp) throw new DomainError('auth.step_up_required');
  return principal;
}

function toResult(
  route: Route,
  answer: Answer<Route>,
  requestId: string,
): APIGatewayProxyStructuredResultV2 {
  const { file } = answer;
  const parsed = route.response?.parse(answer.body);
  const body = file?.content ?? (parsed === undefined ? undefined : JSON.stringify(parsed));
  return {
    statusCode: answer.status ?? route.status,
    headers: {
      ...securityHeaders,
      'x-request-id': requestId,
      ...(body === undefined
        ? {}
        : { 'content-type': `${file?.mediaType ?? 'application/json'}; charset=utf-8` }),
      ...(file ? { 'content-disposition': `attachment; filename="${file.name}"` } : {}),
      ...(answer.version === undefined ? {} : { etag: `"${answer.version}"` }),
      ...answer.headers,
    },
    ...(answer.cookies ? { cookies: [...answer.cookies] } : {}),
    ...(body === undefined ? {} : { body }),
  };
}
