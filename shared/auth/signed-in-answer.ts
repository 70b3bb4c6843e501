import * as z from 'zod';
import { Person } from './person.ts';
import { setDeviceCookie, setSessionCookie } from './session-cookie.ts';
import { type Restriction, restrictions } from './session-standing.ts';
import type { OpenedSession } from './session-store.ts';

export const Transport = z
  .enum(['cookie', 'bearer'])
  .default('cookie')
  .describe('Browsers take the session as a cookie that scripts cannot read; others as a token.');

export const sessionTimes = {
  refreshBefore: z.iso.datetime().describe('Refresh before then, or the session pauses.'),
  endsAt: z.iso.datetime().describe('Sign in again after that.'),
};

/** The end of every sign-in, whichever way it went. */
export const SignedIn = z.object({
  status: z.literal('signed-in'),
  token: z.string().optional().describe('Only with the transport “bearer”.'),
  user: Person,
  restriction: z
    .enum(restrictions)
    .optional()
    .describe('What this session is for; it serves nothing else until that is done.'),
  ...sessionTimes,
});

export interface SignedInResult {
  readonly session: OpenedSession;
  readonly user: Person;
  readonly restriction?: Restriction | undefined;
  /** Tells this browser apart from others; absent where there is no new session. */
  readonly deviceToken?: string | undefined;
}

/** The session as a cookie, or in the body for clients that asked for it. */
export function signedInAnswer(
  { session, user, restriction, deviceToken }: SignedInResult,
  transport: 'cookie' | 'bearer' | 'none',
): { readonly body: z.input<typeof SignedIn>; readonly cookies?: readonly string[] } {
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
