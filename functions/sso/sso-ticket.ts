import * as z from 'zod';
import type { SignInChecks } from './company-sign-in.ts';

/** A sign-in that set out to a company. */
export interface SsoTicket extends SignInChecks {
  readonly provider: string;
}

/** The ticket that the browser keeps while its person is away, for ten minutes. */
export const ssoTicket = {
  purpose: 'company sign-in',
  seconds: 600,
  content: z.object({
    provider: z.string(),
    state: z.string(),
    nonce: z.string(),
    verifier: z.string(),
  }),
};
