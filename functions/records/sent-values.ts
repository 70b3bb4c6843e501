import type { FieldValue, RecordPatch } from '#shared/objects/field';

/** The patch as it was sent: fields that were named, null where one is to be emptied. */
export function patched(
  input: Readonly<Record<string, FieldValue | null | undefined>>,
): RecordPatch {
  const patch: Record<string, FieldValue | null> = {};
  for (const [name, value] of Object.entries(input)) if (value !== undefined) patch[name] = value;
  return patch;
}
