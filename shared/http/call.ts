import type * as z from 'zod';
import type { Principal } from '#shared/auth/principal';
import type { Route, Routes } from './route.ts';

/** Facts of the request that use cases may need; nothing here is to be trusted as identity. */
export interface RequestFacts {
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** What an earlier sign-in left in this browser to know it again. */
  readonly deviceToken: string | undefined;
  /** The session that this browser holds, live or not; only a sign-in, which ends it, looks at it. */
  readonly formerSession: string | undefined;
  /** Whether the caller uses the session cookie or a bearer token. */
  readonly via: 'cookie' | 'bearer' | 'none';
  /** The sealed start of a sign-in at a company, where this browser has set out to one. */
  readonly ticket: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** The version named in `If-Match`, without quotes. */
  readonly ifMatch: string | undefined;
  /** SHA-256 in hex of all that was asked for, to tell a repeated request from another one. */
  readonly requestHash: string;
  /** The operation's id, the key of its route. */
  readonly operation: string;
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;

/** What a handler receives: parsed input and, unless the route is public, who is asking. */
export interface Call<R extends Route> {
  readonly params: Parsed<R['params']>;
  readonly query: Parsed<R['query']>;
  readonly body: Parsed<R['body']>;
  readonly principal: R['permission'] extends 'public' ? undefined : Principal;
  readonly request: RequestFacts;
}

export interface DownloadedFile {
  readonly name: string;
  readonly mediaType: 'text/csv' | 'application/json';
  readonly content: string;
}

/** What a handler answers; `body` is parsed through the route's response schema before it leaves. */
export interface Answer<R extends Route> {
  readonly body: R['response'] extends z.ZodType ? z.input<R['response']> : undefined;
  /** What a `download` route answers with; people save it under `name`. */
  readonly file?: DownloadedFile;
  /** Sent as a quoted `ETag`. */
  readonly version?: string | number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  /** Overrides the route's status, for a replayed or already existing result. */
  readonly status?: 200 | 201 | 202;
}

/** One handler per route: a missing, misspelt or wrongly typed one does not compile. */
export type RouteHandlers<R extends Routes> = {
  readonly [K in keyof R]: (call: Call<R[K]>) => Promise<Answer<R[K]>>;
};
