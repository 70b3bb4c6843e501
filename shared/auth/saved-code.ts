import { createHash, randomInt } from 'node:crypto';

/** Crockford's letters and digits: none is mistaken for another. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = 6;
const groupLength = 4;

/** A new saved code: 120 random bits, so that a plain hash protects it (ASVS 6.5.2). */
export function newSavedCode(): string {
  const group = () =>
    Array.from({ length: groupLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  return Array.from({ length: groups }, group).join('-');
}

/** What is stored of a code; bound to its owner. `code` is written with or without hyphens. */
export function hashSavedCode(userId: string, code: string): string {
  const bare = code.replaceAll('-', '');
  return createHash('sha256').update(`saved code ${userId} ${bare}`).digest('hex');
}
