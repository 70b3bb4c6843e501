import * as z from 'zod';
import { rateRules } from '#shared/auth/rate-limiter';
import type { RequestOrigin } from '#shared/auth/request-origin';
import { readTicket, writeTicket } from '#shared/auth/sealed-ticket';
import type { SignedInResult } from '#shared/auth/signed-in-answer';
import {
  type SteppingUp,
  type StepUpSessionNeeds,
  stepUpSession,
} from '#shared/auth/step-up-session';
import { DomainError } from '#shared/errors/domain-error';
import type { WebAuthnJson } from './passkey-provider.ts';
import { judgePasskey, type PasskeyAnswer, type PasskeySignInNeeds } from './passkey-sign-in.ts';

/** For one session: neither a sign-in nor another session can use it. */
const ticketKind = {
  purpose: 'passkey step-up',
  seconds: 300,
  content: z.object({ sessionId: z.string(), session: z.string() }),
};

export interface PasskeyStepUpNeeds extends PasskeySignInNeeds {
  readonly sessions: PasskeySignInNeeds['sessions'] & StepUpSessionNeeds['sessions'];
  readonly provider: PasskeySignInNeeds['provider'] & StepUpSessionNeeds['provider'];
}

/** Asks the person of a session for one of their passkeys. */
export async function startPasskeyStepUp(
  needs: PasskeyStepUpNeeds,
  { userId, sessionId }: SteppingUp['principal'],
): Promise<{ readonly options: WebAuthnJson; readonly ticket: string }> {
  const person = await needs.directory.find(userId);
  const { session, options } = await needs.provider.ask(person?.cognitoUsername);
  const content = { sessionId, session };
  const ticket = writeTicket(ticketKind, content, await needs.ticketSecret(), needs.clock.now());
  return { options, ticket };
}

/**
 * Has a person prove once more who they are, by a passkey of theirs, which stands for all factors; the
 * session goes on under a new token. Throws `auth.proof_refused`, `request.too_many`.
 */
export async function stepUpByPasskey(
  needs: PasskeyStepUpNeeds,
  steppingUp: SteppingUp,
  { ticket: text, credential }: PasskeyAnswer,
  origin: RequestOrigin,
): Promise<SignedInResult> {
  const { userId, sessionId } = steppingUp.principal;
  await needs.limiter.take(rateRules.stepUp, userId);
  const ticket = readTicket(ticketKind, text, await needs.ticketSecret(), needs.clock.now());
  const asked = ticket?.sessionId === sessionId ? { userId, session: ticket.session } : undefined;
  const proved = await judgePasskey(needs, asked, credential).catch(async (error: unknown) => {
    // The session stays as it is: only the proof has failed.
    if (!(error instanceof DomainError) || error.code !== 'sign_in.refused') throw error;
    await needs.history.recordFailure(userId, 'sign_in.factor_failed', origin);
    throw new DomainError('auth.proof_refused', {}, { cause: error });
  });
  const result = await stepUpSession(needs, steppingUp, proved, origin);
  await needs.limiter.giveBack(rateRules.stepUp, userId);
  return result;
}
