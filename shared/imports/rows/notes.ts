import { fieldsOf, type NamedField, type ObjectDefinition } from '#shared/objects/define-object';
import type { RecordValues } from '#shared/objects/field';
import { fieldSchema } from '#shared/objects/field-schema';
import type { Policy } from '#shared/permissions/policy';
import type { Problem } from '../import-job.ts';
import { problemOf } from '../problems.ts';

/** What a cell said that no field took. */
export interface Kept {
  readonly header: string;
  readonly text: string;
}

export type WithNotes =
  | { readonly kind: 'values'; readonly values: RecordValues }
  | { readonly kind: 'refused'; readonly reason: Problem };

/** The field that keeps what has no other: the first for long texts. */
function notesField(object: ObjectDefinition): NamedField | undefined {
  return fieldsOf(object).find(({ kind }) => kind === 'longText');
}

/**
 * The values with what is kept added to the notes, line by line; lines that are there already, in
 * the notes or as another value, are not written twice.
 */
export function withNotes(
  object: ObjectDefinition,
  policy: Policy,
  values: RecordValues,
  kept: readonly Kept[],
  before: RecordValues = {},
): WithNotes {
  if (kept.length === 0) return { kind: 'values', values };
  const notes = notesField(object);
  const base = notes ? (values[notes.name] ?? before[notes.name]) : undefined;
  const known = new Set(typeof base === 'string' ? base.split('\n') : []);
  const stored = Object.values(values);
  const lines = kept
    .filter(({ text }) => text !== '' && !stored.includes(text))
    .map(({ header, text }) => `${header}: ${text}`)
    .filter((line) => !line.split('\n').every((part) => known.has(part)));
  if (lines.length === 0) return { kind: 'values', values };
  const refused: WithNotes = {
    kind: 'refused',
    reason: problemOf('row.value-refused', { field: kept[0]?.header ?? '', hint: '' }),
  };
  if (!notes || !policy.canField('import', object.name, notes.name)) return refused;
  const text = [base, ...lines].filter((part) => part !== undefined).join('\n');
  const result = fieldSchema(notes).safeParse(text);
  if (!result.success) return refused;
  return { kind: 'values', values: { ...values, [notes.name]: result.data } };
}
