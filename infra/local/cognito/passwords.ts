import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { invalidPassword } from './errors.ts';
import type { PasswordPolicy } from './pool-definition.ts';

const derive = promisify<string, Buffer, number, { N: number }, Buffer>(scrypt);

/** Low, for these passwords guard nothing but a laptop's own data, and every sign-in of a test waits for it. */
const doublings = 8;
/** What hashes were made with that do not name theirs. */
const earlierDoublings = 12;
const costOf = (exponent: number) => ({ N: 2 ** exponent });

/** Cognito's list; a space counts where it is neither first nor last. */
const symbols = '^$*.[]{}()?-"!@#%&/\\,><\':;|_~`+=';
const hasSymbol = (text: string) => [...text.trim()].some((each) => ` ${symbols}`.includes(each));

/** The salted hash of a password. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, 32, costOf(doublings));
  return `${salt.toString('base64url')}.${hash.toString('base64url')}.${doublings}`;
}

/** Compares with a hash; without one it takes the same time and gives false. */
export async function matchesPassword(
  password: string,
  hashed: string | undefined,
): Promise<boolean> {
  const [salt = '', hash = '', exponent] = (hashed ?? `..${doublings}`).split('.');
  const cost = costOf(exponent === undefined ? earlierDoublings : Number(exponent));
  const found = await derive(password, Buffer.from(salt, 'base64url'), 32, cost);
  const expected = Buffer.from(hash, 'base64url');
  return expected.length === found.length && timingSafeEqual(found, expected);
}

/** Throws `InvalidPasswordException` with the first rule that the password breaks. */
export function checkPolicy(policy: PasswordPolicy, password: string): void {
  const broken = (reason: string) =>
    invalidPassword(`Password did not conform with policy: ${reason}`);
  if (password.length < policy.MinimumLength) throw broken('Password not long enough');
  if (password.length > 256) throw broken('Password too long');
  if (/^\s|\s$/.test(password)) throw broken('Password must not start or end with a space');
  if (policy.RequireLowercase && !/[a-z]/.test(password))
    throw broken('Password must have lowercase characters');
  if (policy.RequireUppercase && !/[A-Z]/.test(password))
    throw broken('Password must have uppercase characters');
  if (policy.RequireNumbers && !/[0-9]/.test(password))
    throw broken('Password must have numeric characters');
  if (policy.RequireSymbols && !hasSymbol(password))
    throw broken('Password must have symbol characters');
}

/** A password that fits every policy without being read aloud wrongly too often. */
export function makeTemporaryPassword({ MinimumLength }: PasswordPolicy): string {
  const kinds = ['abcdefghijkmnopqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '!#%&*+-=?@'];
  const length = Math.max(MinimumLength, 12);
  const start = randomInt(kinds.length);
  return Array.from({ length }, (_, index) => {
    const kind = kinds[(start + index) % kinds.length] ?? '';
    return kind[randomInt(kind.length)];
  }).join('');
}
