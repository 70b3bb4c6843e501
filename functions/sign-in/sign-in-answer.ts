import type * as z from 'zod';
import { signedInAnswer } from '#shared/auth/signed-in-answer';
import type { SignInResult } from './finish-sign-in.ts';
import type { SignInAnswer } from './routes.ts';

/** The answer to a sign-in: the session as a cookie, or in the body for clients that asked for it. */
export function signInAnswer(
  result: SignInResult,
  transport: 'cookie' | 'bearer' | 'none',
): { readonly body: z.input<typeof SignInAnswer>; readonly cookies?: readonly string[] } {
  if (result.status === 'challenge')
    return { body: { ...result, factors: result.factors?.slice() } };
  return signedInAnswer(result, transport);
}
