import type { TokenProvider } from '#shared/auth/identity-provider';
import type { RequestOrigin } from '#shared/auth/request-origin';
import type { SteppingUp } from '#shared/auth/step-up-session';
import { type Answer, type AnswerNeeds, takeAnswer } from './answer-challenge.ts';
import type { SignInResult } from './finish-sign-in.ts';
import { finishStepUp, type RenewNeeds } from './step-up.ts';

/**
 * Answers what a step-up asks for; only the session that asked can go on. Throws as
 * `answerChallenge` does.
 */
export async function answerStepUp(
  needs: AnswerNeeds & RenewNeeds & { readonly provider: Pick<TokenProvider, 'revoke'> },
  steppingUp: SteppingUp,
  input: Answer,
  origin: RequestOrigin,
): Promise<SignInResult> {
  const answered = await takeAnswer(needs, input, origin, steppingUp.principal.sessionId);
  return await finishStepUp(needs, steppingUp, answered, origin);
}
