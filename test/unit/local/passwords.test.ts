import { randomBytes, scryptSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashPassword, matchesPassword } from '#infra/local/cognito/passwords';

it('a password matches its own hash only', async () => {
  const hashed = await hashPassword('correct horse');
  expect(await matchesPassword('correct horse', hashed)).toBe(true);
  expect(await matchesPassword('correct house', hashed)).toBe(false);
  expect(await matchesPassword('correct horse', undefined)).toBe(false);
});

it('a password matches the hash that an earlier version kept of it', async () => {
  const salt = randomBytes(16);
  const hash = scryptSync('correct horse', salt, 32, { N: 2 ** 12 });
  const hashed = `${salt.toString('base64url')}.${hash.toString('base64url')}`;
  expect(await matchesPassword('correct horse', hashed)).toBe(true);
  expect(await matchesPassword('correct house', hashed)).toBe(false);
});
