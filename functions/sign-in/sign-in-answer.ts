import type * as z from 'zod';
import { setDeviceCookie, setSessionCookie } from '#shared/auth/session-cookie';
import type { SignInResult } from './finish-sign-in.ts';
import type { SignInAnswer } from './routes.ts';

/** The answer to a sign-in: the session as a cookie, or in the body for clients that asked for it. */
export function signInAnswer(
  result: SignInResult,
  transport: 'cookie' | 'bearer' | 'none',
): { readonly body: z.input<typeof SignInAnswer>; readonly cookies?: readonly string[] } {
  if (result.status === 'challenge')
    return { body: { ...result, factors: result.factors?.slice() } };
  const { session, user, restriction, deviceToken } = result;
  const body = {
    status: 'signed-in' as const,
    user,
    restriction,
    refreshBefore: session.confirmedUntil,
    endsAt: session.absoluteUntil,
  };
  if (transport !== 'cookie') return { body: { ...body, token: session.token } };
  const device = deviceToken === undefined ? [] : [setDeviceCookie(deviceToken)];
  return { body, cookies: [setSessionCookie(session.token), ...device] };
}
