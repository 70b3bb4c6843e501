import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Traits } from './person-request.ts';

/** What stands where somebody was named. */
export const erasedText = '[erased]';

/** Shorter numbers and names would be found in what has nothing to do with the person. */
const shortest = { digits: 7, name: 2 };

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const latin = /^[\p{L}\p{N}]/u;

/** The number as people write it: with or without country code, in groups. */
function phonePatterns(phone: string): string[] {
  const parsed = parsePhoneNumberFromString(phone.replace(/;.*$/, ''));
  const numbers = parsed
    ? [`${parsed.countryCallingCode}${parsed.nationalNumber}`, parsed.nationalNumber]
    : [phone.replace(/\D/g, '')];
  return numbers
    .filter((digits) => digits.length >= shortest.digits)
    .map((digits) => `(?<!\\d)\\+?(?:0{0,2})${[...digits].join('[\\s()./-]{0,2}')}(?!\\d)`);
}

/** Chinese has no spaces around a name; letters would make it another name. */
function namePattern(name: string): string[] {
  if ([...name].length < shortest.name) return [];
  const words = name.trim().split(/\s+/).map(escaped).join('\\s+');
  const isChinese = /\p{Script=Han}/u.test(name);
  return [isChinese || !latin.test(name) ? words : `(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`];
}

/** Finds the traits in whatever spelling; undefined where there are none to look for. */
export function traitPattern({ emails, phones, names }: Traits): RegExp | undefined {
  const parts = [
    ...emails.map((email) => `(?<![\\w.+-])${escaped(email)}(?![\\w-])`),
    ...phones.flatMap(phonePatterns),
    ...names.flatMap(namePattern),
  ];
  return parts.length === 0 ? undefined : new RegExp(parts.join('|'), 'giu');
}

/** Whether a text names somebody. */
export function names(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text);
}

export function redactText(pattern: RegExp | undefined, text: string): string {
  return pattern ? text.replaceAll(pattern, erasedText) : text;
}

/** The value with every text in it redacted, at any depth; names of attributes stay. */
export function redactDeep(pattern: RegExp, value: unknown): unknown {
  if (typeof value === 'string') return redactText(pattern, value);
  if (Array.isArray(value)) return value.map((each) => redactDeep(pattern, each));
  if (typeof value !== 'object' || value === null || value instanceof Set) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, redactDeep(pattern, each)]),
  );
}
