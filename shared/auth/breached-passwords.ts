import { createHash } from 'node:crypto';

/** Passwords that are known from data breaches. */
export interface BreachedPasswords {
  /** Throws when nobody can say. */
  includes(password: string): Promise<boolean>;
}

const prefixLength = 5;
const patienceMs = 2_000;

/**
 * Asks a range service in the form of Have I Been Pwned: only the first five hex digits of the SHA-1
 * leave the house, and the answer is padded, so that the service learns nothing of the password.
 */
export function createBreachedPasswordRange(host: string): BreachedPasswords {
  return {
    async includes(password) {
      const hash = createHash('sha1').update(password).digest('hex').toUpperCase();
      const url = new URL(`/range/${hash.slice(0, prefixLength)}`, host);
      const response = await fetch(url, {
        headers: { 'add-padding': 'true', 'user-agent': 'stratus-crm' },
        redirect: 'error',
        signal: AbortSignal.timeout(patienceMs),
      });
      if (!response.ok) throw new Error(`The range service answers ${response.status}.`);
      const rest = hash.slice(prefixLength);
      // Padding lines have the count 0.
      return (await response.text())
        .split(/\r?\n/)
        .some((line) => line.startsWith(`${rest}:`) && !line.endsWith(':0'));
    },
  };
}
