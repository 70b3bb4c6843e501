import type { RecoveryPolicy } from '#shared/auth/auth-policy';
import type { Principal } from '#shared/auth/principal';
import type { QuestionStore } from '#shared/auth/question-store';
import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { RequestOrigin } from '#shared/auth/request-origin';
import { normalizeAnswer, type SecurityAnswer } from '#shared/auth/security-questions';
import { tellOwner } from '#shared/auth/tell-owner';
import type { Clock } from '#shared/domain/clock';
import type { FieldFault } from '#shared/errors/codes';
import { DomainError } from '#shared/errors/domain-error';

export interface SetQuestionsNeeds {
  readonly questions: Pick<QuestionStore, 'set'>;
  readonly policy: RecoveryPolicy;
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

const texts = {
  twice: { en: 'Choose each question once.', zh: '每个问题只能选择一次。' },
  short: {
    en: 'Give an answer of at least three letters.',
    zh: '答案至少需要两个汉字或三个字母。',
  },
  same: { en: 'Give a different answer to each question.', zh: '每个问题的答案不能相同。' },
  personal: { en: 'Leave out your name and address.', zh: '答案不能包含您的姓名或邮箱地址。' },
} as const;

/**
 * Takes a person’s answers to security questions in place of all former ones, and tells them so.
 * Throws `recovery.not_offered`, and `request.invalid` for answers that anybody could guess.
 */
export async function setSecurityQuestions(
  { questions, policy, queue, clock }: SetQuestionsNeeds,
  principal: Principal,
  answers: readonly SecurityAnswer[],
  origin: RequestOrigin,
): Promise<void> {
  if (!policy.questions) throw new DomainError('recovery.not_offered');
  const fields = faultsOf(answers, principal);
  if (fields.length > 0) throw new DomainError('request.invalid', { fields });
  const { userId } = principal;
  await questions.set(userId, answers, origin);
  await tellOwner({ queue, clock }, userId, 'securityQuestionsSet');
}

function faultsOf(
  answers: readonly SecurityAnswer[],
  { name, email, locale }: Principal,
): readonly FieldFault[] {
  const own = [name, email.split('@')[0] ?? ''].map(normalizeAnswer).filter((it) => it.length > 2);
  const seen = new Set<string>();
  return answers.flatMap(({ questionId, answer }, index) => {
    const text = normalizeAnswer(answer);
    const faults = [
      ...(seen.has(questionId) ? (['twice'] as const) : []),
      ...(seen.has(` ${text}`) ? (['same'] as const) : []),
      ...(isShort(text) ? (['short'] as const) : []),
      ...(own.some((word) => text.includes(word) || word.includes(text))
        ? (['personal'] as const)
        : []),
    ];
    seen.add(questionId).add(` ${text}`);
    return faults.map((fault) => ({
      field: `answers.${index}.${fault === 'twice' ? 'questionId' : 'answer'}`,
      message: texts[fault][locale],
    }));
  });
}

function isShort(text: string): boolean {
  return [...text].length < (/\p{Script=Han}/u.test(text) ? 2 : 3);
}
