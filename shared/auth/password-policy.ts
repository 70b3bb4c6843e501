import type { PasswordPolicy } from './auth-policy.ts';
import type { PasswordFault } from './password-reasons.ts';

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
  /** What a refusal by the identity provider names as the least length. */
  readonly minLength: number;
}

const maxLength = 256;
// Exactly the characters that Cognito counts as symbols.
const symbol = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;
const productWords = ['stratus'];

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

/** Makes look-alikes equal, so that `5tr4tus` still is the product's name. */
function fold(text: string): string {
  return [...text.normalize('NFKC').toLowerCase()].map((each) => twins[each] ?? each).join('');
}

function personalParts({ name, email }: PasswordOwner): readonly string[] {
  const [local = '', domain = ''] = email.split('@');
  const labels = domain.split('.').slice(0, -1);
  return [
    name.replaceAll(/\s/g, ''),
    local,
    ...`${name} ${local} ${labels.join(' ')}`.split(/[^\p{L}\p{N}]+/u),
  ].filter((part) => part.length >= (/\p{Script=Han}/u.test(part) ? 2 : 4));
}

export type PasswordRules = Pick<PasswordPolicy, 'minLength' | 'composition'> & {
  readonly companyWords: readonly string[];
};

/** Everything that the rules say against a password; an empty list means that they allow it. */
export function passwordFaults(
  password: string,
  owner: PasswordOwner,
  policy: PasswordRules,
): readonly PasswordFault[] {
  const length = [...password].length;
  const folded = fold(password);
  const contains = (words: readonly string[]) => words.some((word) => folded.includes(fold(word)));
  const checks: readonly (readonly [boolean, PasswordFault])[] = [
    [length < policy.minLength, 'too-short'],
    // Cognito counts UTF-16 units.
    [password.length > maxLength, 'too-long'],
    [policy.composition && !/[a-z]/.test(password), 'no-letter'],
    [policy.composition && !/[0-9]/.test(password), 'no-digit'],
    [policy.composition && !symbol.test(password.trim()), 'no-symbol'],
    [/^\s|\s$/.test(password), 'edge-space'],
    [/\p{Cc}/u.test(password), 'control-character'],
    [contains(personalParts(owner)), 'personal'],
    [contains(productWords), 'product-name'],
    [contains(policy.companyWords), 'company-name'],
  ];
  return checks.flatMap(([isFault, fault]) => (isFault ? [fault] : []));
}
