import { createHash, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto';
import type { Pool } from './pool-definition.ts';

/** What a pool keeps of a password for SRP; the password cannot be read from it. */
export interface SrpVerifier {
  readonly salt: string;
  readonly verifier: string;
}

/** The secret half of a handshake; numbers in hexadecimal. */
export interface SrpHandshake {
  readonly secret: string;
  readonly publicB: string;
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const toNumber = (bytes: Uint8Array) => fromHex(Buffer.from(bytes).toString('hex'));
const fromHex = (digits: string) => BigInt(`0x${digits}`);

// Cognito takes the 3072-bit group of RFC 3526 with the generator 2.
const prime = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
const generator = 2n;
const multiplier = hashNumbers(prime, generator);

/** How Cognito names a pool in its formulas: its id without the region. */
export const srpPoolName = ({ id }: Pool) => id.slice(id.indexOf('_') + 1);

/** Salt and verifier of a password (RFC 5054, 2.5.3, in Cognito’s variant). */
export function makeVerifier(pool: Pool, username: string, password: string): SrpVerifier {
  const salt = randomNumber(16);
  const identity = hash(Buffer.from(`${srpPoolName(pool)}${username}:${password}`));
  const exponent = toNumber(hash(Buffer.concat([bytesOf(salt), identity])));
  return {
    salt: salt.toString(16),
    verifier: power(generator, exponent).toString(16),
  };
}

/** Begins a handshake for the verifier. */
export function beginHandshake({ verifier }: SrpVerifier): SrpHandshake {
  const secret = randomNumber(32);
  const publicB = (multiplier * fromHex(verifier) + power(generator, secret)) % prime;
  return { secret: secret.toString(16), publicB: publicB.toString(16) };
}

/** Whether a client’s public number can be used: a multiple of the prime would make any password fit. */
export function isUsablePublic(publicA: string): boolean {
  return /^[0-9a-f]{1,1024}$/i.test(publicA) && fromHex(publicA) % prime !== 0n;
}

/** The 16 bytes both sides share if the password is the verifier’s. */
export function sharedKey(
  { verifier }: SrpVerifier,
  { secret, publicB }: SrpHandshake,
  publicA: string,
): Buffer {
  const [a, b] = [fromHex(publicA), fromHex(publicB)];
  const scramble = hashNumbers(a, b);
  const shared = power((a * power(fromHex(verifier), scramble)) % prime, fromHex(secret));
  const info = 'Caldera Derived Key';
  return Buffer.from(hkdfSync('sha256', bytesOf(shared), bytesOf(scramble), info, 16));
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  // From the highest bit down: what is multiplied in stays as small as the base, which mostly is 2.
  for (const bit of exponent.toString(2)) {
    result = (result * result) % prime;
    if (bit === '1') result = (result * base) % prime;
  }
  return result;
}

/** Big-endian with a leading zero where the number would read as negative, as Java writes it. */
function bytesOf(number: bigint): Buffer {
  const digits = number.toString(16);
  const even = digits.length % 2 === 1 ? `0${digits}` : digits;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
}

const randomNumber = (bytes: number) => toNumber(randomBytes(bytes));

function hashNumbers(...numbers: readonly bigint[]): bigint {
  return toNumber(hash(Buffer.concat(numbers.map(bytesOf))));
}
