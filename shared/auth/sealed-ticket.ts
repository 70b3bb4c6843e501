import * as z from 'zod';
import { seal, unseal } from './seal.ts';

const Sealed = z.object({ endsAt: z.number(), content: z.unknown() });

/** What a client keeps for us between two requests: nobody else can read or change it. */
export interface TicketKind<T> {
  /** Keeps tickets of one use from being presented for another. */
  readonly purpose: string;
  readonly seconds: number;
  readonly content: z.ZodType<T>;
}

/** Writes a ticket under a secret of the back end. */
export function writeTicket<T>(
  { purpose, seconds }: TicketKind<T>,
  content: T,
  secret: string,
  now: Date,
): string {
  const endsAt = now.getTime() + seconds * 1_000;
  return seal(JSON.stringify({ endsAt, content }), secret, purpose);
}

/** Reads a ticket back; undefined for one that is not ours, of another use or too old. */
export function readTicket<T>(
  { purpose, content }: TicketKind<T>,
  text: string | undefined,
  secret: string,
  now: Date,
): T | undefined {
  if (text === undefined) return undefined;
  try {
    const sealed = Sealed.parse(JSON.parse(unseal(text, secret, purpose)));
    return now.getTime() < sealed.endsAt ? content.parse(sealed.content) : undefined;
  } catch {
    return undefined;
  }
}
