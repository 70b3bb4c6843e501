import { everyField, type ObjectDefinition } from '#shared/objects/define-object';
import { displayName } from '#shared/objects/display-name';
import type { Field, FieldValue, RecordValues } from '#shared/objects/field';
import { foldEmail } from '#shared/text/email';
import { searchText } from './search-text.ts';

/** One field of a record as it is searched. */
export interface SearchedField {
  /** `displayName` stands for all of the object's name fields together. */
  readonly name: string;
  readonly text: string;
}

/** The pseudo-field of a record's shown name. */
export const shownName = 'displayName';

function textOf(field: Field, value: FieldValue | undefined): string {
  if (typeof value !== 'string') return '';
  switch (field.kind) {
    case 'email':
      return foldEmail(value);
    case 'phone':
      return value.replace(/;.*$/, '').replaceAll(/\D/g, '');
    default:
      return searchText(value);
  }
}

/**
 * The filled searchable fields of a record, its shown name first; name fields are not repeated. Retired
 * ones are indexed like the others, so that they are found again once they are restored.
 */
export function searchedFields(object: ObjectDefinition, values: RecordValues): SearchedField[] {
  const named = new Set(object.nameFields.flat());
  const name = searchText(displayName(object, values));
  const fields = everyField(object).flatMap((field) => {
    if (!field.searchable || named.has(field.name)) return [];
    return [{ name: field.name, text: textOf(field, values[field.name]) }];
  });
  return [{ name: shownName, text: name }, ...fields].filter(({ text }) => text !== '');
}
