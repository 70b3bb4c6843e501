import type { FieldFault } from '#shared/errors/codes';
import { DomainError } from '#shared/errors/domain-error';

/** What a deployment asks of passwords; Cognito is given the same values as a floor. */
export interface PasswordPolicy {
  readonly minLength: number;
  /** Letters, digits and symbols, each at least once. */
  readonly composition: boolean;
}

/**
 * `classic` is what the product promises; `nist` follows NIST SP 800-63B-4 §3.1.1.2 and ASVS 5.0
 * 6.2.5: longer, and no composition, which only makes people write `1!` at the end.
 */
export const passwordPolicies = {
  classic: { minLength: 8, composition: true },
  nist: { minLength: 15, composition: false },
} as const satisfies Record<string, PasswordPolicy>;

/** Whose password it is, so that it does not contain what everybody knows about them. */
export interface PasswordOwner {
  readonly name: string;
  readonly email: string;
  readonly locale: 'en' | 'zh';
}

/** A password somebody chose, and the language in which to say why it will not do. */
export interface NewPassword {
  readonly text: string;
  readonly locale: 'en' | 'zh';
}

const maxLength = 256;
// Exactly the characters that Cognito counts as symbols.
const symbol = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;
const productWords = ['stratus'];

const reasonTexts = {
  'too-short': { en: 'Use at least {n} characters.', zh: '请至少使用 {n} 个字符。' },
  'too-long': { en: 'Use at most {n} characters.', zh: '请勿超过 {n} 个字符。' },
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
  'used-before': { en: 'You have used this password before.', zh: '您以前使用过此密码。' },
  'not-accepted': {
    en: 'Choose a longer or less usual password.',
    zh: '请选择更长或更不常见的密码。',
  },
} as const satisfies Record<string, { en: string; zh: string }>;

export type PasswordFault = keyof typeof reasonTexts;

/** Makes look-alikes equal, so that `5tr4tus` still is the product's name. */
function fold(text: string): string {
  const twins: Readonly<Record<string, string>> = {
    '0': 'o',
    '1': 'i',
    l: 'i',
    '!': 'i',
    '|': 'i',
    '3': 'e',
    '4': 'a',
    '@': 'a',
    '5': 's',
    $: 's',
    '7': 't',
  };
  return [...text.normalize('NFKC').toLowerCase()].map((each) => twins[each] ?? each).join('');
}

function personalParts({ name, email }: PasswordOwner): readonly string[] {
  const [local = '', domain = ''] = email.split('@');
  const labels = domain.split('.').slice(0, -1);
  return [
    name.replaceAll(/\s/g, ''),
    local,
    ...`${name} ${local} ${labels.join(' ')}`.split(/[^\p{L}\p{N}]+/u),
  ]
    .filter((part) => part.length >= (/\p{Script=Han}/u.test(part) ? 2 : 4))
    .map(fold);
}

/** Everything that speaks against a password; an empty list means that it will do. */
export function passwordFaults(
  password: string,
  owner: PasswordOwner,
  policy: PasswordPolicy = passwordPolicies.classic,
): readonly PasswordFault[] {
  const length = [...password].length;
  const folded = fold(password);
  const checks: readonly (readonly [boolean, PasswordFault])[] = [
    [length < policy.minLength, 'too-short'],
    // Cognito counts UTF-16 units.
    [password.length > maxLength, 'too-long'],
    [policy.composition && !/[a-z]/.test(password), 'no-letter'],
    [policy.composition && !/[0-9]/.test(password), 'no-digit'],
    [policy.composition && !symbol.test(password.trim()), 'no-symbol'],
    [/^\s|\s$/.test(password), 'edge-space'],
    [/\p{Cc}/u.test(password), 'control-character'],
    [personalParts(owner).some((part) => folded.includes(part)), 'personal'],
    [productWords.some((word) => folded.includes(fold(word))), 'product-name'],
  ];
  return checks.flatMap(([isFault, fault]) => (isFault ? [fault] : []));
}

/** `password.refused` with a sentence for each fault. */
export function passwordRefused(
  faults: readonly PasswordFault[],
  locale: 'en' | 'zh',
  policy: PasswordPolicy = passwordPolicies.classic,
): DomainError {
  const fields: readonly FieldFault[] = faults.map((fault) => {
    const limit = fault === 'too-long' ? maxLength : policy.minLength;
    return { field: 'newPassword', message: reasonTexts[fault][locale].replace('{n}', `${limit}`) };
  });
  return new DomainError('password.refused', { fields });
}

/** The password, ready for the identity provider. Throws `password.refused` with all faults. */
export function acceptPassword(text: string, owner: PasswordOwner): NewPassword {
  const faults = passwordFaults(text, owner);
  if (faults.length > 0) throw passwordRefused(faults, owner.locale);
  return { text, locale: owner.locale };
}
