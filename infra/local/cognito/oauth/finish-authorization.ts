import * as z from 'zod';
import type { ServiceResponse } from '../../service.ts';
import { Grant } from '../token-families.ts';
import type { World } from '../world.ts';
import {
  type Authorization,
  AuthorizationRequest,
  type RefusedAuthorization,
} from './authorization-request.ts';
import { cookie, redirect } from './oauth-response.ts';

const codeLife = 300_000;
const pageSessionSeconds = 3_600;

/** Name of the cookie that remembers who signed in on the pages. */
export const pageSession = 'cognito';

/** Who signed in, when (seconds since 1970) and how. */
export const SignedIn = z.object({
  poolId: z.string(),
  sub: z.string(),
  authTime: z.number(),
  grant: Grant,
});

export type SignedIn = z.output<typeof SignedIn>;

/** A code that waits for its client. */
export const PendingCode = z.object({ request: AuthorizationRequest, signedIn: SignedIn });

/** Sends the browser back to the client with a code of five minutes, and remembers the person for an hour. */
export function finishAuthorization(
  { tickets }: World,
  { request }: Pick<Authorization, 'request'>,
  signedIn: SignedIn,
): ServiceResponse {
  const code = tickets.issue('code', { request, signedIn }, codeLife);
  const session = tickets.issue('signed-in', signedIn, pageSessionSeconds * 1_000);
  const location = addressWith(request, { code });
  return redirect(location, cookie(pageSession, session, pageSessionSeconds));
}

/** Sends the browser back to the client with an error (RFC 6749, 4.1.2.1). */
export function refuseAuthorization({ request, code, message }: RefusedAuthorization) {
  return redirect(addressWith(request, { error: code, error_description: message }));
}

function addressWith(
  { redirectUri, state }: Pick<AuthorizationRequest, 'redirectUri' | 'state'>,
  values: Readonly<Record<string, string>>,
): string {
  const address = new URL(redirectUri);
  for (const [name, value] of Object.entries(values)) address.searchParams.set(name, value);
  if (state !== undefined) address.searchParams.set('state', state);
  return address.href;
}
