import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seal, unseal } from '#shared/auth/seal';
import { hashSecret, newToken, parseToken } from '#shared/auth/session-token';
import { ulidSource } from '#shared/domain/ids';

test('a session token leads back to its user and to the hash it is stored under', () => {
  const userId = ulidSource.next();
  const token = newToken(userId);
  expect(parseToken(token)).toEqual({
    kind: 'session',
    userId,
    tokenHash: hashSecret(token),
  });
  expect(hashSecret(token)).not.toContain(token.slice(-20));
});

test('exchanging the user id of a token makes it another token', () => {
  const token = newToken(ulidSource.next());
  const other = ulidSource.next() + token.slice(26);
  expect(parseToken(other)?.tokenHash).not.toBe(parseToken(token)?.tokenHash);
});

const userId = '01J0000000000000000000000A';
const secret = 'A'.repeat(43);

test.each([
  { title: 'nothing', token: '' },
  { title: 'no user id', token: secret },
  { title: 'a short secret', token: `${userId}.${secret.slice(1)}` },
  { title: 'a long secret', token: `${userId}.${secret}A` },
  { title: 'an e-mail address for an id', token: `sam@example.com.${secret}` },
  { title: 'letters that are not in ULIDs', token: `${userId.replace('A', 'U')}.${secret}` },
  { title: 'a line break', token: `${userId}.${secret}\n` },
])('a token with $title is none of ours', ({ token }) => {
  expect(parseToken(token)).toBeUndefined();
});

test('a thousand tokens are all different', () => {
  const tokens = Array.from({ length: 1_000 }, () => newToken(userId));
  expect(new Set(tokens).size).toBe(1_000);
});

test('what is sealed opens with its secret and purpose only', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (text, key) => {
      const sealed = seal(text, key, 'one');
      expect(unseal(sealed, key, 'one')).toBe(text);
      expect(() => unseal(sealed, key, 'two')).toThrow();
      expect(() => unseal(sealed, `${key}x`, 'one')).toThrow();
    }),
    { numRuns: 50 },
  );
});

test('a changed byte of a sealed text is noticed', () => {
  const bytes = Buffer.from(seal('tokens', 'secret', 'one'), 'base64url');
  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(() => unseal(changed.toString('base64url'), 'secret', 'one')).toThrow();
  }
});

test('a sealed text cut to a short tag is refused', () => {
  expect(() => unseal(Buffer.alloc(16).toString('base64url'), 'secret', 'one')).toThrow();
});
