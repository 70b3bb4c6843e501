import { isIPv6 } from 'node:net';
import type { RequestOrigin } from './request-origin.ts';

/** At most `most` per fixed window of so many seconds. */
export interface RateRule {
  readonly name: string;
  readonly most: number;
  readonly windowSeconds: number;
  /**
   * The window begins anew with each try, and giving back forgets them all: after `most` tries there
   * is nothing for a whole window, however slowly they come.
   */
  readonly isQuiet?: boolean;
}

const quarterHour = 15 * 60;

/** Cognito forgets wrong tries after 15 minutes without one, and makes people wait from the fifth on. */
const quiet = { windowSeconds: quarterHour + 30, isQuiet: true } as const;

/** Below Cognito's own limits, so that a stranger cannot make it lock a person out. */
export const rateRules = {
  /** For one login, by all who come from where its owner has never signed in. */
  signInStranger: { name: 'sign-in-stranger', most: 4, ...quiet },
  /** For one login from one address that its owner signs in from. */
  signInKnown: { name: 'sign-in-known', most: 5, ...quiet },
  /** Wrong codes of somebody who knows the password. */
  signInCode: { name: 'sign-in-code', most: 4, ...quiet },
  signInAddress: { name: 'sign-in-address', most: 30, windowSeconds: quarterHour },
  passkeyAddress: { name: 'passkey-address', most: 60, windowSeconds: quarterHour },
  ssoAddress: { name: 'sso-address', most: 60, windowSeconds: quarterHour },
  recoveryPair: { name: 'recovery-pair', most: 3, windowSeconds: quarterHour },
  recoveryAddress: { name: 'recovery-address', most: 20, windowSeconds: quarterHour },
  recoveryConfirm: { name: 'recovery-confirm', most: 20, windowSeconds: quarterHour },
  /**
   * As long as a link lives: whoever is refused here has a link that still works. Two, because
   * Cognito allows as few as five requests and confirmations together per user and hour.
   */
  recoveryMail: { name: 'recovery-mail', most: 2, windowSeconds: 30 * 60 },
  /** Wrong proofs of somebody who holds the session; fewer than make Cognito pause. */
  stepUp: { name: 'step-up', most: 4, ...quiet },
  recoveryQuestions: { name: 'recovery-questions', most: 20, windowSeconds: quarterHour },
  recoveryProofAddress: { name: 'recovery-proof-address', most: 20, windowSeconds: quarterHour },
  disavowal: { name: 'disavowal', most: 20, windowSeconds: quarterHour },
  /** Wrong proofs per login, from wherever; of five no guess at three answers comes near. */
  recoveryProof: { name: 'recovery-proof', most: 5, windowSeconds: 24 * 60 * 60 },
  passwordRating: { name: 'password-rating', most: 300, windowSeconds: quarterHour },
  /** Codes to new addresses and phones; Cognito allows as few as five an hour. */
  contactChange: { name: 'contact-change', most: 4, windowSeconds: 60 * 60 },
  passwordChange: { name: 'password-change', most: 5, windowSeconds: 60 * 60 },
} as const satisfies Record<string, RateRule>;

export interface RateLimiter {
  /** Counts one; throws `request.too_many` with the seconds to wait once the rule is used up. */
  take(rule: RateRule, key: string): Promise<void>;
  /** Gives one back, for a try that turned out well. */
  giveBack(rule: RateRule, key: string): Promise<void>;
}

/** The key of an address: an IPv6 network of 64 bits counts as one, for one person has it all. */
export function addressKey({ sourceIp }: Pick<RequestOrigin, 'sourceIp'>): string {
  if (!isIPv6(sourceIp)) return sourceIp;
  const [head = '', tail] = sourceIp.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
