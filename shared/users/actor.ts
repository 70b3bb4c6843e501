import type { Principal } from '#shared/auth/principal';
import { originOf } from '#shared/auth/request-origin';
import type { RequestFacts } from '#shared/http/call';
import type { Actor } from './user-store.ts';

/** Who asks for something, for the history of the person it is done to. */
export function actorOf(call: {
  readonly principal: Principal;
  readonly request: RequestFacts;
}): Actor {
  return { userId: call.principal.userId, origin: originOf(call.request) };
}
