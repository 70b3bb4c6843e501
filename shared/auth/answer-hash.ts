import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

// OWASP’s least for scrypt with 32 MB: answers have few bits, so each guess has to be dear.
const cost: ScryptOptions = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1_024 * 1_024 };
const hashBytes = 32;

/** Where the answers of a person lie. */
export const answersKey = (userId: string) => ({ pk: `user#${userId}`, sk: 'security-answers' });

function derive(text: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(text, salt, hashBytes, cost, (error, hash) => (error ? reject(error) : resolve(hash)));
  });
}

/** Salt and scrypt hash of answers, as stored. */
export async function hashAnswer(answer: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('base64url')}.${(await derive(answer, salt)).toString('base64url')}`;
}

/** Whether the hash is the answer’s; takes as long without a hash, and says no then. */
export async function matchesAnswer(answer: string, stored: string | undefined): Promise<boolean> {
  const [salt = '', hash = ''] = (stored ?? '').split('.');
  const derived = await derive(answer, Buffer.from(salt, 'base64url'));
  const expected = Buffer.from(hash, 'base64url');
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}
