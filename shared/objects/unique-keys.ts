import { foldEmail } from '#shared/text/email';
import { tidy } from '#shared/text/fold';
import { everyField, type ObjectDefinition } from './define-object.ts';
import type { Field, RecordValues } from './field.ts';

/** The form in which a unique field's values are compared: e-mails by address, numbers without separators. */
export function foldUnique(field: Field, value: string): string {
  if (field.kind === 'email') return foldEmail(value);
  const text = tidy(value);
  return field.unique === 'ignoring separators'
    ? text.toUpperCase().replace(/[\s.\-/]/g, '')
    : text;
}

/** The values of a record that no other record of the object may hold, folded. */
export function uniqueKeys(object: ObjectDefinition, values: RecordValues) {
  return everyField(object).flatMap((field) => {
    const value = values[field.name];
    if (!field.unique || typeof value !== 'string') return [];
    return [{ field: field.name, value: foldUnique(field, value) }];
  });
}
