import { expect, test } from 'vitest';
import { mails } from '#shared/mail/mails/mails';
import { textedNames } from '#shared/mail/mails/notice-mails';
import { composeText } from '#shared/mail/texts';

/** The basic GSM alphabet (3GPP TS 23.038) without its extension table and Greek letters. */
const gsm = /^[\w @£$¥èéùìòÇØøÅåÆæßÉ¤¡ÄÖÑÜ§¿äöñüà!"#%&'()*+,\-./:;<=>?\n\r]*$/;

/** Bytes on the air: seven bits for each letter of the GSM alphabet, else two bytes for each unit. */
function bytesOf(text: string): number {
  return gsm.test(text) ? Math.ceil((text.length * 7) / 8) : text.length * 2;
}

function expectToFit(english: string, chinese: string): void {
  expect(english).toMatch(gsm);
  expect(chinese).toMatch(/\p{Script=Han}/u);
  expect(bytesOf(english)).toBeLessThanOrEqual(140);
  expect(bytesOf(chinese)).toBeLessThanOrEqual(140);
  expect(english + chinese).not.toMatch(/:\/\//);
}

test.each(['signInCode', 'verificationCode', 'recoveryCode'] as const)(
  'the text %s fits one message in both languages',
  (name) => {
    const english = composeText(name, 'en', { code: '12345678' });
    const chinese = composeText(name, 'zh', { code: '12345678' });
    expectToFit(english, chinese);
    for (const text of [english, chinese]) expect(text).toContain('12345678');
  },
);

test.each(textedNames)('the notice %s fits one message in both languages', (name) => {
  const { en, zh } = mails[name];
  expectToFit(
    composeText('notice', 'en', { subject: en.subject }),
    composeText('notice', 'zh', { subject: zh.subject }),
  );
});
