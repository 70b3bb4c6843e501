import type { ObjectDefinition } from '../define-object.ts';
import type { RecordValues } from '../field.ts';

/** The fields that the record's state has frozen. */
export function frozenFields(
  { frozen }: ObjectDefinition,
  values: RecordValues,
): readonly string[] {
  const state = frozen && values[frozen.field];
  return typeof state === 'string' && !frozen?.unless.includes(state) ? (frozen?.fields ?? []) : [];
}
