import * as z from 'zod';
import { SavedCode } from './saved-code-form.ts';
import { SecurityAnswer } from './security-questions.ts';

/** What a person shows who has neither password nor mailbox nor phone: two proofs of different kinds. */
export const Proofs = z.strictObject({
  authenticatorCode: z
    .string()
    .regex(/^\d{6}$/, 'A code has six digits.')
    .optional(),
  answers: z.array(SecurityAnswer).max(5).optional(),
  savedCode: SavedCode.optional(),
});

export type Proofs = z.output<typeof Proofs>;

/**
 * Whether the proofs are enough together: never one weak one alone. A saved code needs an authenticator
 * or answers beside it; answers need one of the other two.
 */
export function areEnough({ authenticatorCode, answers, savedCode }: Proofs): boolean {
  return [authenticatorCode, answers, savedCode].filter((each) => each !== undefined).length >= 2;
}
