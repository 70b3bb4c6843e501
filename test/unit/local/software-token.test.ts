import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { generateSync } from 'otplib';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { makeSecret, stepOf } from '#infra/local/cognito/factors/software-token';

const vectors = new URL('../../../../shared/data/vectors/totp_rfc6238.json', import.meta.url);

const Vectors = z.object({
  cases: z.array(
    z.object({
      unix_time: z.number(),
      algorithm: z.string(),
      secret_base32: z.string(),
      totp_6digits: z.string(),
    }),
  ),
});

const times = fc.integer({ min: 100, max: 4_102_444_800 });

describe('codes of authenticators', () => {
  it.skipIf(!existsSync(vectors))('are those of RFC 6238, Appendix B, with SHA-1', () => {
    const { cases } = Vectors.parse(JSON.parse(readFileSync(vectors, 'utf8')));
    const sha1 = cases.filter(({ algorithm }) => algorithm === 'SHA1');
    expect(sha1.length).toBeGreaterThan(0);
    for (const { unix_time: seconds, secret_base32: secret, totp_6digits: code } of sha1)
      expect(stepOf(secret, code, seconds * 1_000)).toBe(Math.floor(seconds / 30));
  });

  it('name the step they were shown in, one step early or late, and no other', () => {
    const secret = makeSecret();
    fc.assert(
      fc.property(times, fc.integer({ min: -3, max: 3 }), (now, steps) => {
        const code = generateSync({ secret, epoch: now + steps * 30 });
        const found = stepOf(secret, code, now * 1_000);
        if (Math.abs(steps) <= 1) expect(found).toBe(Math.floor(now / 30) + steps);
        // Codes of other steps are equal once in a million.
        else if (found !== undefined)
          expect(generateSync({ secret, epoch: found * 30 })).toBe(code);
      }),
    );
  });

  it.each(['', '12345', '1234567', '12 456', '١٢٣٤٥٦', '-12345', '1e5000'])(
    'are six digits, not %j',
    (code) => {
      expect(stepOf(makeSecret(), code, 0)).toBeUndefined();
    },
  );

  it('come from secrets of 256 bits that do not repeat', () => {
    const secrets = new Set(Array.from({ length: 1_000 }, makeSecret));
    expect(secrets.size).toBe(1_000);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{52}$/);
  });
});
