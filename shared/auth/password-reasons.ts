import type { FieldFault } from '#shared/errors/codes';
import { DomainError } from '#shared/errors/domain-error';

type Texts = Readonly<Record<'en' | 'zh', string>>;

const reasonTexts = {
  'too-short': { en: 'Use at least {n} characters.', zh: '请至少使用 {n} 个字符。' },
  'too-long': { en: 'Use at most 256 characters.', zh: '请勿超过 256 个字符。' },
  'no-letter': { en: 'Use at least one small letter a–z.', zh: '请至少包含一个小写字母 a–z。' },
  'no-digit': { en: 'Use at least one digit.', zh: '请至少包含一个数字。' },
  'no-symbol': {
    en: 'Use at least one symbol, such as ! or -.',
    zh: '请至少包含一个符号，例如 ! 或 -。',
  },
  'edge-space': { en: 'Do not begin or end with a space.', zh: '开头和结尾不能是空格。' },
  'control-character': { en: 'Control characters are not possible.', zh: '不能包含控制字符。' },
  personal: {
    en: 'Leave out your name and parts of your e-mail address.',
    zh: '请勿包含您的姓名或电子邮件地址中的内容。',
  },
  'product-name': { en: 'Leave out the name of this product.', zh: '请勿包含本产品的名称。' },
  'company-name': { en: 'Leave out the name of your company.', zh: '请勿包含公司名称。' },
  common: {
    en: 'This is one of the passwords that are tried first; choose words that do not belong together.',
    zh: '这是最先被尝试的常见密码，请选择互不相关的词语。',
  },
  guessable: {
    en: 'Rows of keys, repetitions, sequences and dates are guessed quickly; choose something else.',
    zh: '键盘连排、重复、顺序字符和日期很容易被猜到，请换一个。',
  },
  breached: {
    en: 'This password is known from a data breach; choose another, and change it elsewhere too.',
    zh: '此密码已在数据泄露中出现，请换一个，并在其他网站上一并更改。',
  },
  unchecked: {
    en: 'It cannot be checked right now whether this password is known from a breach; try again later.',
    zh: '目前无法核对此密码是否已泄露，请稍后再试。',
  },
  'used-before': { en: 'You have used this password before.', zh: '您以前使用过此密码。' },
  'not-accepted': {
    en: 'Choose a longer or less usual password.',
    zh: '请选择更长或更不常见的密码。',
  },
} as const satisfies Record<string, Texts>;

export type PasswordFault = keyof typeof reasonTexts;

/** Why a password will not do, in a sentence that says what to do instead. */
export function reasonFor(fault: PasswordFault, locale: 'en' | 'zh', minLength: number): string {
  return reasonTexts[fault][locale].replace('{n}', `${minLength}`);
}

/** `password.refused` with a sentence for each fault. */
export function passwordRefused(
  faults: readonly PasswordFault[],
  locale: 'en' | 'zh',
  minLength: number,
): DomainError {
  const fields: readonly FieldFault[] = faults.map((fault) => ({
    field: 'newPassword',
    message: reasonFor(fault, locale, minLength),
  }));
  return new DomainError('password.refused', { fields });
}
