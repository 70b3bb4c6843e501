import type * as z from 'zod';
import type { Restriction } from '#shared/auth/session-standing';
import type { ErrorCode } from '#shared/errors/codes';
import type { RoutePermission } from '#shared/permissions/permission';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One operation of the API, described once. API Gateway's routes, IAM grants, the OpenAPI document,
 * request and response checks and the generated security tests are derived from it.
 */
export interface Route {
  readonly method: Method;
  /** Parameters in braces, named after what they identify: `/contacts/{contactId}`. */
  readonly path: `/${string}`;
  /** One line in the imperative, shown in the API documentation. */
  readonly summary: string;
  readonly permission: RoutePermission;
  /** Restricted sessions that this operation serves too, by what they are for. */
  readonly admits?: readonly Restriction[];
  /**
   * Whether other systems may call it with an API key. Unless said otherwise: what roles grant about
   * records and work done with them, but neither a person's own account nor administration.
   */
  readonly apiKeys?: boolean;
  /** Whether the caller must have proved who they are within the last five minutes (ASVS 7.5.3). */
  readonly stepUp?: boolean;
  /**
   * Whether it also serves a caller who has sent too many requests: what ends a session or a key, with what
   * that takes.
   */
  readonly whilePaused?: boolean;
  readonly params?: z.ZodObject;
  /** A strict object of strings or coerced values; an unknown parameter is an error. */
  readonly query?: z.ZodObject | z.ZodLazy<z.ZodObject>;
  /** A strict object; an unknown field is an error. */
  readonly body?: z.ZodType;
  readonly status: 200 | 201 | 202 | 204;
  /** The answer is parsed through it, so that no other field leaves the house; absent with 204. */
  readonly response?: z.ZodType;
  /** Whether it answers with a file instead of JSON. */
  readonly download?: boolean;
  /** Codes besides those every route can answer with (`commonErrors` of the OpenAPI writer). */
  readonly errors: readonly ErrorCode[];
  /** Whether a change must name the version it was made from in `If-Match`. */
  readonly versioned?: boolean;
  /** Largest body in bytes; 262,144 unless said otherwise. */
  readonly maxBodyBytes?: number;
}

export type Routes = Readonly<Record<string, Route>>;

/** Names a feature's routes; the key is the operation id, the log event and the use case's name. */
export function defineRoutes<const R extends Routes>(routes: R): R {
  return routes;
}

/** API Gateway's name of a route, for example `GET /contacts/{contactId}`. */
export function routeKey(route: Pick<Route, 'method' | 'path'>): string {
  return `${route.method} ${route.path}`;
}
