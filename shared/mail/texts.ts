import { fill, type Locale, type Placeholders } from './describe-mail.ts';

/** A text message in both languages; a single one carries 140 bytes (3GPP TS 23.040). */
type TextDescription = Readonly<Record<Locale, string>>;

function describeTexts<const D extends Readonly<Record<string, TextDescription>>>(texts: D): D {
  return texts;
}

/**
 * Every text message of the product. English stays within the GSM alphabet, which packs 160
 * characters into one message; Chinese needs UCS-2 and has 70. No links: people must not learn to
 * follow those in text messages.
 */
const texts = describeTexts({
  signInCode: {
    en: 'Stratus CRM: {code} is your code to sign in. Give it to nobody, not even to your administrator.',
    zh: '【Stratus CRM】登录验证码 {code}，请勿告诉任何人，包括管理员。',
  },
  verificationCode: {
    en: 'Stratus CRM: {code} is the code that confirms this phone number. Give it to nobody.',
    zh: '【Stratus CRM】手机号验证码 {code}，请勿告诉任何人。',
  },
  recoveryCode: {
    en: 'Stratus CRM: {code} is your code to set a new password, for 10 minutes. If you did not ask for it, do nothing.',
    zh: '【Stratus CRM】重置密码验证码 {code}，10 分钟内有效。非本人操作请忽略。',
  },
  /** Beside the mail of that subject, which has the link. */
  notice: {
    en: '{subject}. If this was not you, see our mail or tell your administrator.',
    zh: '【Stratus CRM】{subject}。非本人操作请查看邮件或联系管理员。',
  },
});

type TextName = keyof typeof texts;

/** Those that carry a code. */
export type CodeTextName = Exclude<TextName, 'notice'>;

type TextFacts<N extends TextName> = Readonly<
  Record<Placeholders<(typeof texts)[N]['en']>, string>
>;

/** Writes a text message in the person's language. */
export function composeText<N extends TextName>(
  name: N,
  locale: Locale,
  facts: TextFacts<N>,
): string {
  const description: TextDescription = texts[name];
  return fill(description[locale], facts);
}
