import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanEmail, foldEmail } from '#shared/text/email';
import { fold, tidy } from '#shared/text/fold';
import { isPhoneCountry, normalizePhone } from '#shared/text/phone';

describe('fold', () => {
  it.each([
    ['Müller', 'muller'],
    ['ＡＢＣ　有限公司', 'abc 有限公司'],
    ['  O’Brien\t& Sons ', 'o’brien & sons'],
    ['zero\u200bwidth', 'zerowidth'],
    ['が', 'が'],
    ['한글', '한글'],
  ])('makes %j %j', (text, expected) => {
    expect(fold(text)).toBe(expected);
  });

  it('changes nothing that is folded already', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => fold(fold(text)) === fold(text)),
    );
  });

  it('leaves no tab, so that a tab can end a name in a key', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !tidy(text).includes('\t')));
  });
});

describe('e-mail addresses', () => {
  it.each([
    ['mailto:li@example.com', 'li@example.com'],
    ['李雷 <li@example.com>', 'li@example.com'],
    ['li@example.com;', 'li@example.com'],
    ['ｌｉ＠example.com', 'li@example.com'],
    ['no address', 'no address'],
  ])('cleans %j to %j', (text, expected) => {
    expect(cleanEmail(text)).toBe(expected);
  });

  it('compares without case and width', () => {
    expect(foldEmail(' Ｌi@EXAMPLE.com')).toBe('li@example.com');
  });
});

describe('normalizePhone', () => {
  it.each([
    ['13800138000', 'CN', '+8613800138000'],
    ['+86 138 0013 8000', 'US', '+8613800138000'],
    ['0086 13800138000', 'DE', '+8613800138000'],
    ['（０１０）8888-8888', 'CN', '+861088888888'],
    ['010-88888888转12', 'CN', '+861088888888;ext=12'],
    ['(212) 555-0123 ext. 5', 'US', '+12125550123;ext=5'],
    ['030 901820', 'DE', '+4930901820'],
    ['12', 'CN', undefined],
    ['call me', 'CN', undefined],
    ['', 'CN', undefined],
  ] as const)('reads %j in %s as %s', (text, country, expected) => {
    expect(normalizePhone(text, country)).toBe(expected);
  });

  it('keeps what it has made, whatever country is assumed', () => {
    expect(normalizePhone('+861088888888;ext=12', 'US')).toBe('+861088888888;ext=12');
  });

  it('knows the countries it can read', () => {
    expect(['CN', 'DE', 'XX', 'cn', ''].map(isPhoneCountry)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
