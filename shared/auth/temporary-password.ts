import { randomInt } from 'node:crypto';

/** Letters and digits that nobody mistakes for one another. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** How long Cognito takes a temporary password, in milliseconds: the pool's `tempPasswordValidity`. */
export const temporaryPasswordLife = 24 * 60 * 60_000;

/**
 * A password that can be read out: four groups of five, 99 bits. It ends in a digit and a letter of each
 * kind, because random groups may lack one and the policy asks for them.
 */
export function newTemporaryPassword(): string {
  const group = () =>
    Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `${group()}-${group()}-${group()}-${group()}-7kR`;
}
