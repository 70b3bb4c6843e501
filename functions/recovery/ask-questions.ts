import type { RecoveryPolicy } from '#shared/auth/auth-policy';
import type { Directory } from '#shared/auth/directory';
import type { QuestionStore } from '#shared/auth/question-store';
import { addressKey, type RateLimiter, rateRules } from '#shared/auth/rate-limiter';
import type { RequestOrigin } from '#shared/auth/request-origin';
import { questionOf, type SecurityQuestion } from '#shared/auth/security-questions';
import { DomainError } from '#shared/errors/domain-error';

export interface AskQuestionsNeeds {
  readonly limiter: Pick<RateLimiter, 'take'>;
  readonly directory: Pick<Directory, 'findByLogin'>;
  readonly questions: Pick<QuestionStore, 'ask'>;
  readonly policy: RecoveryPolicy;
}

/**
 * The security questions for a login, the same every time; a login that nobody has gets some, too.
 * Throws `recovery.not_offered`.
 */
export async function askQuestions(
  { limiter, directory, questions, policy }: AskQuestionsNeeds,
  { login }: { readonly login: string },
  origin: RequestOrigin,
): Promise<readonly SecurityQuestion[]> {
  if (!policy.questions) throw new DomainError('recovery.not_offered');
  await limiter.take(rateRules.recoveryQuestions, addressKey(origin));
  const person = await directory.findByLogin(login);
  return (await questions.ask(person?.userId, login)).map(questionOf);
}
