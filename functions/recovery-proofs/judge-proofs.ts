import type { RecoveryPolicy } from '#shared/auth/auth-policy';
import type { AuthenticatorCopies } from '#shared/auth/authenticator-copies';
import { areEnough, type Proofs } from '#shared/auth/proofs';
import type { QuestionStore } from '#shared/auth/question-store';
import type { SavedCodeProof } from '#shared/auth/saved-code-proof';

export interface JudgeNeeds {
  readonly policy: RecoveryPolicy;
  readonly authenticators: Pick<AuthenticatorCopies, 'check'>;
  readonly questions: Pick<QuestionStore, 'check'>;
  readonly savedCodes: SavedCodeProof;
}

/**
 * Whether all proofs are right and enough together. All are looked at, for nobody too, so that the
 * time does not tell which one was wrong; a saved code is used up only when the others are right.
 */
export async function judgeProofs(
  { policy, authenticators, questions, savedCodes }: JudgeNeeds,
  userId: string | undefined,
  proofs: Proofs,
): Promise<boolean> {
  const { authenticatorCode, answers, savedCode } = proofs;
  if (!areEnough(proofs) || !areOffered(proofs, policy)) return false;
  const verdicts: boolean[] = [];
  if (answers) verdicts.push(await questions.check(userId, answers));
  if (authenticatorCode) verdicts.push(await authenticators.check(userId, authenticatorCode));
  if (savedCode !== undefined) verdicts.push(await savedCodes.holds(userId, savedCode));
  if (userId === undefined || verdicts.includes(false)) return false;
  return savedCode === undefined || (await savedCodes.spend(userId, savedCode));
}

function areOffered(
  { authenticatorCode, answers, savedCode }: Proofs,
  policy: RecoveryPolicy,
): boolean {
  return (
    (authenticatorCode === undefined || policy.authenticator) &&
    (answers === undefined || policy.questions) &&
    (savedCode === undefined || policy.savedCodes)
  );
}
