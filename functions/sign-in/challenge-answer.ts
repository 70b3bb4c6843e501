import * as z from 'zod';
import { FactorCode, Password } from '#shared/auth/credentials';
import { factorNames } from '#shared/auth/factor';
import type { ChallengeName } from '#shared/auth/identity-provider';

/** What may be sent for a challenge: exactly one of them. */
export const answerFields = {
  newPassword: Password.optional().describe('For the challenge “new-password”.'),
  code: FactorCode.optional().describe('For “totp”, “sms” and “set-up-factor”.'),
  factor: z.enum(factorNames).optional().describe('For “choose-factor”.'),
};

export interface ChallengeAnswer {
  readonly newPassword?: string | undefined;
  readonly code?: string | undefined;
  readonly factor?: (typeof factorNames)[number] | undefined;
}

/** Whether exactly one answer is there. */
export function isOneAnswer({ newPassword, code, factor }: ChallengeAnswer): boolean {
  return [newPassword, code, factor].filter((each) => each !== undefined).length === 1;
}

/** Which answer a challenge takes. */
export const answerOf = {
  'new-password': 'newPassword',
  totp: 'code',
  sms: 'code',
  'set-up-factor': 'code',
  'choose-factor': 'factor',
} as const satisfies Record<ChallengeName, keyof ChallengeAnswer>;
