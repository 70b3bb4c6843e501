import type { FieldValue, RecordPatch, RecordValues } from '#shared/objects/field';

/** The patch as it was sent: fields that were named, null where one is to be emptied. */
export function patched(
  input: Readonly<Record<string, FieldValue | null | undefined>>,
): RecordPatch {
  const patch: Record<string, FieldValue | null> = {};
  for (const [name, value] of Object.entries(input)) if (value !== undefined) patch[name] = value;
  return patch;
}

/** The values as a record would have them: only fields that hold something. */
export function filled(
  input: Readonly<Record<string, FieldValue | null | undefined>>,
): RecordValues {
  const values: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(input)) if (value != null) values[name] = value;
  return values;
}
