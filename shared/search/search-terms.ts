import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordValues } from '#shared/objects/field';
import { cut, isChinese, termsOf, wordsOf } from './search-text.ts';
import { type SearchedField, searchedFields, shownName } from './searched-fields.ts';

/** A term under which a record is found, and the field that it comes from. */
export interface Term {
  readonly field: string;
  readonly text: string;
  /** Two words of different places, to be looked up together: only for people who see every record. */
  readonly isPair?: true;
}

/** Reads Chinese as pinyin: one syllable per character. */
export type Pinyin = (chinese: string) => readonly string[];

/** Words of which pairs are made; more would cost a write per pair and find little. */
const pairedWords = 5;

/** A person remembers the last four digits, or dials without country or area code. */
const phoneSuffixes = [11, 10, 8, 7, 4];

function phoneTerms(digits: string): string[] {
  const suffixes = phoneSuffixes.filter((length) => length < digits.length);
  return [digits, ...suffixes.map((length) => digits.slice(-length))];
}

function emailTerms(address: string): string[] {
  const domain = address.split('@')[1];
  return [cut(address), ...(domain ? [cut(domain)] : [])];
}

function pinyinTerms(text: string, pinyin: Pinyin): string[] {
  if (!isChinese(text)) return [];
  const syllables = pinyin(text);
  const initials = syllables.map((syllable) => syllable.slice(0, 1)).join('');
  return [cut(syllables.join('')), cut(initials)].filter((term) => term.length > 1);
}

function fieldTerms(
  object: ObjectDefinition,
  { name, text }: SearchedField,
  pinyin: Pinyin,
): string[] {
  switch ((object.fields[name] ?? object.retired?.[name])?.kind) {
    case 'email':
      return emailTerms(text);
    case 'phone':
      return phoneTerms(text);
    default:
      return [...termsOf(text), ...(name === shownName ? pinyinTerms(text, pinyin) : [])];
  }
}

/** The term of two words: the first whole, the second perhaps only begun. */
export function pairTerm(first: string, second: string): string {
  return `${cut(first)}+${cut(second)}`;
}

/** The field whose words stand in pairs with those of the shown name. */
export const pairedField = 'companyName';

/** Whether a term found under a field is a pair: of all others only addresses have its sign. */
export function isPair(object: ObjectDefinition, field: string, term: string): boolean {
  return term.includes('+') && object.fields[field]?.kind !== 'email';
}

/** Names of people and of the companies they work for: what is typed together, in either order. */
function pairs(fields: readonly SearchedField[]): Term[] {
  const words = fields
    .filter(({ name }) => name === shownName || name === pairedField)
    .flatMap(({ name, text }) => wordsOf(text).map((word) => ({ name, word })))
    .slice(0, pairedWords);
  return words.flatMap((first, at) =>
    words.flatMap((second, other) =>
      at === other || first.word === second.word
        ? []
        : [{ field: first.name, text: pairTerm(first.word, second.word), isPair: true } as const],
    ),
  );
}

/** Every term under which the record is found, each once. */
export function searchTerms(
  object: ObjectDefinition,
  values: RecordValues,
  pinyin: Pinyin,
): readonly Term[] {
  const fields = searchedFields(object, values);
  const single: Term[] = fields.flatMap((field) =>
    fieldTerms(object, field, pinyin).map((text) => ({ field: field.name, text })),
  );
  const byText = new Map<string, Term>();
  for (const term of [...single, ...pairs(fields)])
    if (!byText.has(term.text)) byText.set(term.text, term);
  return [...byText.values()];
}
