import * as z from 'zod';
import type { Field, FieldValue } from './field.ts';
import { choiceSchema } from './field-schema.ts';
import { RecordId } from './record-id.ts';
import { foldUnique } from './unique-keys.ts';

/** The kinds by whose values lists can be filtered, besides unique values: what is compared exactly. */
const filterable = new Set(['choice', 'boolean', 'user', 'reference', 'date', 'number', 'tags']);

/** Whether an administrator's field can be filtered by. */
export function isFilterable(field: Field): boolean {
  return field.unique !== undefined || filterable.has(field.kind);
}

const anyText = z.string().min(1).max(254);

/** The schema of what a list is asked for by a field: a text, as parameters of addresses are. */
export function filterSchema(field: Field): z.ZodType<string> {
  switch (field.kind) {
    case 'choice':
      // Records may hold what is no longer offered.
      return field.editable ? choiceSchema(field) : z.enum(field.choices.map(({ code }) => code));
    case 'user':
    case 'reference':
      return RecordId;
    case 'boolean':
      return z.enum(['true', 'false']);
    case 'date':
      return z.iso.date('Send a day as YYYY-MM-DD.');
    case 'number':
      return anyText.refine((text) => Number.isFinite(Number(text)), 'Send a number.');
    default:
      return anyText;
  }
}

/** Whether a value is what a filter asks for. */
export function matchesFilter(
  field: Field,
  value: FieldValue | undefined,
  wanted: string,
): boolean {
  if (value === undefined) return false;
  if (typeof value === 'boolean') return String(value) === wanted;
  if (typeof value === 'number') return value === Number(wanted);
  if (Array.isArray(value)) return value.includes(wanted);
  if (typeof value !== 'string') return false;
  return field.unique ? foldUnique(field, value) === foldUnique(field, wanted) : value === wanted;
}
