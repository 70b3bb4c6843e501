import * as z from 'zod';
import { Login } from '#shared/auth/credentials';
import { SignedIn, Transport } from '#shared/auth/signed-in-answer';
import { defineRoutes } from '#shared/http/route';

const OAuthValue = z
  .string()
  .min(1)
  .max(2_048)
  .regex(/^[\x21-\x7e]+$/);

/** Signing in through a company's identity provider. */
export const ssoRoutes = defineRoutes({
  startSso: {
    method: 'POST',
    path: '/sso/start',
    summary: 'Set out to sign in at the company of an e-mail address',
    permission: 'public',
    body: z.strictObject({ login: Login }),
    status: 200,
    response: z.object({
      location: z.url().describe('Where the browser has to go; a cookie remembers that it did.'),
    }),
    errors: ['sso.not_offered', 'request.too_many'],
    maxBodyBytes: 4_096,
  },
  finishSso: {
    method: 'POST',
    path: '/sso/finish',
    summary: 'Sign in with what the company’s provider sent back',
    permission: 'public',
    body: z.strictObject({ code: OAuthValue, state: OAuthValue, transport: Transport }),
    status: 200,
    response: SignedIn,
    errors: ['sso.refused', 'request.too_many'],
    maxBodyBytes: 8_192,
  },
});
