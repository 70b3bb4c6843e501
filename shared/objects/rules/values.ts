import type { FieldValue, Money, RecordValues } from '../field.ts';

export function textOf(values: RecordValues | undefined, field: string): string | undefined {
  const value = values?.[field];
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(values: RecordValues | undefined, field: string): number | undefined {
  const value = values?.[field];
  return typeof value === 'number' ? value : undefined;
}

/** Whether a value is an amount of money. */
export function isMoney(value: unknown): value is Money {
  return typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;
}

export function moneyOf(values: RecordValues | undefined, field: string): Money | undefined {
  const value: unknown = values?.[field];
  return isMoney(value) ? value : undefined;
}

/** The values with some set, and emptied where nothing is given for them. */
export function withValues(
  values: RecordValues,
  changed: Readonly<Record<string, FieldValue | undefined>>,
): RecordValues {
  const entries = Object.entries({ ...values, ...changed });
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
