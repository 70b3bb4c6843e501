import type { FieldFault } from '#shared/errors/codes';
import { isCustomKey } from './custom-field.ts';
import type { ObjectDefinition } from './define-object.ts';
import type { Field, FieldValue, RecordPatch } from './field.ts';
import { fieldSchema } from './field-schema.ts';

/** What was sent, cleaned, and what is wrong with it. */
export interface CheckedValues {
  readonly values: RecordPatch;
  readonly faults: readonly FieldFault[];
  /** Administrators' fields that a new record needs and that were not sent. */
  readonly missing: readonly string[];
}

/** The fields whose form is known at run time only: those that administrators add, and choices they edit. */
function isLateBound(name: string, field: Field | undefined): boolean {
  return isCustomKey(name) || (field?.kind === 'choice' && field.editable === true);
}

/**
 * Checks what the schemas of routes cannot know, since they are made before administrators' fields are
 * read: those fields and choices. Unknown and retired fields are told alike.
 */
export function checkValues(
  object: ObjectDefinition,
  sent: Readonly<Record<string, FieldValue | null | undefined>>,
  as: 'creation' | 'change',
): CheckedValues {
  const values: Record<string, FieldValue | null> = {};
  const faults: FieldFault[] = [];
  for (const [name, value] of Object.entries(sent)) {
    if (value === undefined) continue;
    const field = Object.hasOwn(object.fields, name) ? object.fields[name] : undefined;
    if (!isLateBound(name, field)) {
      values[name] = value;
      continue;
    }
    if (!field) faults.push({ field: name, message: 'There is no such field.' });
    else if (value === null && as === 'change' && !field.required) values[name] = null;
    else {
      const checked = fieldSchema(field).safeParse(value);
      if (checked.success) values[name] = checked.data;
      else
        for (const { path, message } of checked.error.issues)
          faults.push({ field: [name, ...path].join('.'), message });
    }
  }
  return { values, faults, missing: as === 'creation' ? missingIn(object, sent) : [] };
}

/** The fields of administrators that a new record needs and does not have. */
export function missingIn(
  object: ObjectDefinition,
  values: Readonly<Record<string, unknown>>,
): string[] {
  return Object.entries(object.fields).flatMap(([name, { required }]) =>
    isCustomKey(name) && required && values[name] == null ? [name] : [],
  );
}
