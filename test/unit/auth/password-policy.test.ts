import { describe, expect, test } from 'vitest';
import { authPresets } from '#shared/auth/auth-policy';
import { passwordFaults as faultsBy } from '#shared/auth/password-policy';
import { passwordRefused } from '#shared/auth/password-reasons';

const owner = { name: 'Sam Rivera', email: 'sam.r@acmecorp.example', locale: 'en' } as const;

const passwordFaults = (password: string, whose: Parameters<typeof faultsBy>[1] = owner) =>
  faultsBy(password, whose, {
    ...authPresets.classic.password,
    companyWords: ['奥克美', 'Initech'],
  });

describe('the classic policy', () => {
  test.each([
    { password: 'blue-otter-42', faults: [] },
    { password: 'otter 42 blue', faults: [] },
    { password: `${'correct-horse-7'.repeat(5)}`, faults: [] },
    { password: 'b-otter4', faults: [] },
    { password: 'b-ottr4', faults: ['too-short'] },
    { password: 'BLUE-OTTER-42', faults: ['no-letter'] },
    { password: 'blue-otter-xy', faults: ['no-digit'] },
    { password: 'blueotter42', faults: ['no-symbol'] },
    { password: '蓝色-水獭-四十二号码', faults: ['no-letter', 'no-digit'] },
    { password: 'blue§otter42', faults: ['no-symbol'] },
    { password: ' blue-otter-42', faults: ['edge-space'] },
    { password: 'blueotter42 ', faults: ['no-symbol', 'edge-space'] },
    { password: 'blue-otter\u0000-42', faults: ['control-character'] },
    { password: 'my-Rivera-42', faults: ['personal'] },
    { password: 'my-R1v3ra-42', faults: ['personal'] },
    { password: 'AcmeCorp-2026x', faults: ['personal'] },
    { password: 'Stratus-2026x', faults: ['product-name'] },
    { password: '5tr4tu5-2026x', faults: ['product-name'] },
    { password: 'my-1nitech-42', faults: ['company-name'] },
    { password: 'wo-de-奥克美-42', faults: ['company-name'] },
    { password: '12345678', faults: ['no-letter', 'no-symbol'] },
    { password: '', faults: ['too-short', 'no-letter', 'no-digit', 'no-symbol'] },
  ])('finds $faults in “$password”', ({ password, faults }) => {
    expect(passwordFaults(password, owner)).toEqual(faults);
  });

  test('takes 256 characters and not one more', () => {
    const longest = 'a-1'.padEnd(256, 'b');
    expect(passwordFaults(longest, owner)).toEqual([]);
    expect(passwordFaults(`${longest}b`, owner)).toEqual(['too-long']);
  });

  test('counts an emoji as one character', () => {
    expect(passwordFaults('a1-😀😀😀😀', owner)).toEqual(['too-short']);
    expect(passwordFaults('a1-😀😀😀😀😀', owner)).toEqual([]);
  });

  test('knows Chinese names, with and without a space', () => {
    const person = { ...owner, name: '陈静' };
    expect(passwordFaults('wo-shi-陈静-88', person)).toEqual(['personal']);
    expect(passwordFaults('wo-shi-陈-88', person)).toEqual([]);
  });

  test('does not take short parts of a name for personal', () => {
    expect(passwordFaults('same-otter-42', { ...owner, name: 'Sam Li' })).toEqual([]);
  });
});

test('the policy of NIST asks for length alone', () => {
  const nist = { ...authPresets.nist.password, companyWords: [] };
  expect(faultsBy('quiet blue otters', owner, nist)).toEqual([]);
  expect(faultsBy('blue-otter-42', owner, nist)).toEqual(['too-short']);
});

test.each([
  { locale: 'en', message: 'Use at least 8 characters.' },
  { locale: 'zh', message: '请至少使用 8 个字符。' },
] as const)('a refusal gives its reason in $locale', ({ locale, message }) => {
  expect(passwordRefused(['too-short'], locale, 8)).toMatchObject({
    code: 'password.refused',
    details: { fields: [{ field: 'newPassword', message }] },
  });
});
