import type { FieldValue } from '#shared/objects/field';

/** A field's value as one cell of a table; amounts in minor units with their currency. */
export function cellOf(value: FieldValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  if ('amount' in value) return `${value.amount} ${value.currency}`;
  return value.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(';');
}
