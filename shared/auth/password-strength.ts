import type { ZxcvbnFactory, ZxcvbnResult } from '@zxcvbn-ts/core';
import type { PasswordFault } from './password-reasons.ts';

/** How hard a password is to guess: 0 (at once) to 4, and what is wrong with a weak one. */
export interface Strength {
  readonly score: 0 | 1 | 2 | 3 | 4;
  readonly fault?: Extract<PasswordFault, 'common' | 'guessable'>;
}

/** Guessing a password beyond this length is out of reach, and measuring it takes long. */
const measured = 64;
/** A million guesses: what an attacker tries on line over months (NIST SP 800-63B-4 §3.2.2). */
const leastScore = 2;
const commonWarnings = new Set(['topTen', 'topHundred', 'common', 'similarToCommon']);

let loading: Promise<ZxcvbnFactory> | undefined;

/** Loads the list of 49,000 common passwords with the first password that somebody chooses. */
function load(): Promise<ZxcvbnFactory> {
  loading ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
    ([core, { dictionary, adjacencyGraphs: graphs }]) =>
      new core.ZxcvbnFactory({ dictionary, graphs, maxLength: measured }),
  );
  return loading;
}

/** Measures a password off line by zxcvbn; `words` are what an attacker would know to try. */
export async function strengthOf(password: string, words: readonly string[]): Promise<Strength> {
  const zxcvbn = await load();
  const { score, feedback, sequence } = zxcvbn.check(password.slice(0, measured), [...words]);
  if (isCommon(feedback, sequence, score)) return { score, fault: 'common' };
  if (score < leastScore) return { score, fault: 'guessable' };
  return { score };
}

/** A well-known password with a little behind it (`Summer2024!`) is found as early as itself. */
function isCommon(
  { warning }: ZxcvbnResult['feedback'],
  sequence: ZxcvbnResult['sequence'],
  score: number,
): boolean {
  const isListed = sequence.some(({ dictionaryName }) => dictionaryName === 'passwords-common');
  return isListed && score <= leastScore && commonWarnings.has(warning ?? '');
}
