import { hash } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * An id that is always the same for one text and time, so that work done again meets itself. A ULID by
 * form, with the time (UTC, ISO-8601) in front.
 */
export function derivedId(at: string, text: string): string {
  const digest = Buffer.from(hash('sha256', text, 'hex'), 'hex');
  let time = '';
  for (let rest = Date.parse(at), digit = 0; digit < 10; digit += 1) {
    time = alphabet.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  return time + Array.from(digest.subarray(0, 16), (byte) => alphabet.charAt(byte % 32)).join('');
}
