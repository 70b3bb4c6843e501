import { randomBytes } from 'node:crypto';
import { monotonicFactory } from 'ulid';

/** Where new ids come from: ULIDs, 26 characters, sorting by time of creation. */
export interface IdSource {
  next(): string;
}

const nextUlid = monotonicFactory();

export const ulidSource: IdSource = { next: () => nextUlid() };

/** 256 random bits in base64url, for tokens and secrets (ASVS 11.5.1). */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}
