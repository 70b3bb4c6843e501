import { describe, expect, test } from 'vitest';
import { Settings } from '#infra/settings';
import { AuthPolicy, authPresets, readAuthPolicy } from '#shared/auth/auth-policy';

const mail = { from: 'crm@example.com' };

test('a deployment that chooses nothing gets what the product promises', () => {
  const text = { from: 'arn:aws:sms-voice:eu-west-1:123456789012:pool/pool-1' };
  const { auth } = Settings.parse({ mail, text });
  expect(auth).toEqual({ preset: 'classic', ...authPresets.classic });
  expect(auth.password).toMatchObject({ minLength: 8, composition: true, historySize: 5 });
  expect(auth.password).toMatchObject({ maxAgeDays: 180, reminderDays: [14, 7, 1] });
  expect(auth.recovery.questions).toBe(true);
});

test('codes by text message are offered where there is somewhere to send them from', () => {
  expect(Settings.parse({ mail }).auth.recovery.sms).toBe(false);
  expect(() => Settings.parse({ mail, text: { from: '+447700900123' } })).toThrow(/ARN/);
});

test('the preset nist asks for length and neither composition, rotation nor questions', () => {
  const { password, recovery } = AuthPolicy.parse({ preset: 'nist' });
  expect(password).toMatchObject({ minLength: 15, composition: false, maxAgeDays: 0 });
  expect(recovery.questions).toBe(false);
});

test('a policy is itself a choice, so that synthesis and functions read the same one', () => {
  for (const preset of ['classic', 'nist'] as const) {
    const policy = AuthPolicy.parse({ preset, password: { companyWords: ['Initech'] } });
    expect(AuthPolicy.parse(policy)).toEqual(policy);
    expect(readAuthPolicy(JSON.stringify(policy))).toEqual(policy);
  }
});

describe('an unsafe choice is refused at synthesis and at start', () => {
  test.each([
    { choice: { password: { maxAgeDays: 30, reminderDays: [] } }, says: /sooner than 90 days/ },
    { choice: { password: { minLength: 6 } }, says: /at least 8 characters/ },
    { choice: { password: { historySize: 25 } }, says: /24/ },
    { choice: { password: { maxAgeDays: 0 } }, says: /needs a maximum age/ },
    { choice: { password: { reminderDays: [7, 7] } }, says: /each day of a reminder once/ },
    { choice: { preset: 'nist', password: { maxAgeDays: 180 } }, says: /forbids a maximum age/ },
    { choice: { preset: 'nist', password: { composition: true } }, says: /forbids composition/ },
    { choice: { preset: 'nist', password: { minLength: 8 } }, says: /15 characters/ },
    { choice: { preset: 'nist', recovery: { questions: true } }, says: /forbids security quest/ },
    {
      choice: { recovery: { savedCodes: false, authenticator: false } },
      says: /Security questions alone/,
    },
    { choice: { recovery: { savedCodes: false } }, says: /An authenticator alone/ },
  ])('$says', ({ choice, says }) => {
    const result = Settings.safeParse({ mail, auth: choice });
    expect(result.error?.message).toMatch(says);
    expect(() => readAuthPolicy(JSON.stringify(choice))).toThrow(says);
  });
});
