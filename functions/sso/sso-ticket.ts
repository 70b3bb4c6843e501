import * as z from 'zod';
import { seal, unseal } from '#shared/auth/seal';
import type { SignInChecks } from './company-sign-in.ts';

/** Seconds that somebody may take at their company's page. */
export const ticketSeconds = 600;

const purpose = 'company sign-in';

const Ticket = z.object({
  provider: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  endsAt: z.number(),
});

/** A sign-in that set out to a company. */
export interface SsoTicket extends SignInChecks {
  readonly provider: string;
}

/** Writes a ticket that only we can read; the browser keeps it while its person is away. */
export function writeTicket(ticket: SsoTicket, secret: string, now: Date): string {
  const endsAt = now.getTime() + ticketSeconds * 1_000;
  return seal(JSON.stringify({ ...ticket, endsAt }), secret, purpose);
}

/** Reads a ticket back; undefined for one that is not ours or too old. */
export function readTicket(
  text: string | undefined,
  secret: string,
  now: Date,
): SsoTicket | undefined {
  if (text === undefined) return undefined;
  try {
    const { endsAt, ...ticket } = Ticket.parse(JSON.parse(unseal(text, secret, purpose)));
    return now.getTime() < endsAt ? ticket : undefined;
  } catch {
    return undefined;
  }
}
