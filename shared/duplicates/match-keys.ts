import { hash } from 'node:crypto';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { displayName } from '#shared/objects/display-name';
import type { RecordValues } from '#shared/objects/field';
import { objects } from '#shared/objects/objects';
import { foldUnique } from '#shared/objects/unique-keys';
import { bareCompanyName, barePersonName } from '#shared/text/bare-name';
import { foldEmail } from '#shared/text/email';
import { fold } from '#shared/text/fold';
import {
  isAddedKind,
  type MatchedObject,
  type MatchFamily,
  type MatchKind,
  matchFamilies,
  matchings,
  matchKindOf,
  type ShippedKind,
} from './match-rules.ts';

/** Something that two records of a family have alike; of the value only its digest is kept. */
export interface MatchKey {
  readonly family: MatchFamily;
  readonly by: MatchKind;
  readonly digest: string;
}

/** The text that stands for a key in maps and item keys. */
export function matchKeyText({ family, by, digest }: MatchKey): string {
  return `${family}#${by}#${digest}`;
}

/** The key of a text that `matchKeyText` made; undefined for one of a rule that there is no more. */
export function matchKeyIn(text: string): MatchKey | undefined {
  const [family, by, digest] = text.split('#');
  const knownFamily = matchFamilies.find((each) => each === family);
  const knownKind = matchKindOf(by ?? '');
  return knownFamily && knownKind && digest
    ? { family: knownFamily, by: knownKind, digest }
    : undefined;
}

const textsOf = (values: RecordValues, fields: readonly string[]) =>
  fields.flatMap((field) => {
    const value = values[field];
    return typeof value === 'string' && value !== '' ? [value] : [];
  });

/** The texts by which a record is compared under a rule, each in the one form of all its spellings. */
function comparedTexts(object: MatchedObject, by: ShippedKind, values: RecordValues): string[] {
  switch (by) {
    case 'email':
      return textsOf(values, ['email']).map(foldEmail);
    case 'phone':
      return textsOf(values, ['phone', 'mobile']);
    case 'taxNumber': {
      const field = objects[object].fields['taxNumber'];
      return field ? textsOf(values, ['taxNumber']).map((value) => foldUnique(field, value)) : [];
    }
    case 'domain':
      return textsOf(values, ['domain']).map((value) => fold(value).replace(/^www\./, ''));
    case 'companyName':
      return textsOf(values, ['name']).map(bareCompanyName);
    case 'nameAndCompany': {
      const named = { ...objects[object], nameFields: [['name'], ['firstName', 'lastName']] };
      const name = barePersonName(displayName(named, values));
      if (name === '') return [];
      const companies = textsOf(values, ['companyName']).map(bareCompanyName);
      return [...companies, ...textsOf(values, ['companyId'])].map((each) => `${name}\n${each}`);
    }
  }
}

/**
 * The keys under which a record meets its duplicates, each once. Imports, the index and the check of
 * new values all compute them here, so that they agree on what is alike. With the object's `fields` those
 * of administrators count that are unique or meant for it.
 */
export function matchKeys(
  object: MatchedObject,
  values: RecordValues,
  fields: ObjectDefinition['fields'] = {},
): MatchKey[] {
  const { family, rules } = matchings[object];
  const keyOf =
    (by: MatchKind) =>
    (text: string): MatchKey => ({ family, by, digest: hash('sha256', text, 'base64url') });
  const shipped = rules.flatMap(({ by }) => comparedTexts(object, by, values).map(keyOf(by)));
  const added = Object.entries(fields).flatMap(([name, field]) =>
    isAddedKind(name) && (field.matching || field.unique)
      ? textsOf(values, [name])
          .map(field.kind === 'email' ? foldEmail : fold)
          .map(keyOf(name))
      : [],
  );
  const keys = [...shipped, ...added];
  return [...new Map(keys.map((key) => [matchKeyText(key), key])).values()];
}
