import type { Field, FieldValue } from '#shared/objects/field';
import { objects } from '#shared/objects/objects';
import { storedShapes } from '#shared/objects/stored-value';

export interface CellContext {
  readonly locale: 'en' | 'zh';
  /** What stands for a person: their e-mail address, or the id of somebody who is gone. */
  readonly personName: (userId: string) => string;
}

const yesNo = { en: ['Yes', 'No'], zh: ['是', '否'] } as const;

/** Digits after the point of a currency's amounts (ISO 4217). */
function decimals(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

function moneyText({ amount, currency }: { amount: number; currency: string }): string {
  const digits = decimals(currency);
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`;
}

function isMoney(value: object): value is { amount: number; currency: string } {
  return 'amount' in value && 'currency' in value;
}

/** Each record by its id, after what it is: `Contact: 01J…; Deal: 01J…`. */
function relatedText(value: unknown, { locale }: CellContext): string {
  return storedShapes.related
    .parse(value)
    .map(({ object, id }) => `${objects[object].labels.one[locale]}: ${id}`)
    .join('; ');
}

/** A value as a file carries it, in the form that imports read back as the same value. */
export function cellText(field: Field | undefined, value: unknown, context: CellContext): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return yesNo[context.locale][value ? 0 : 1];
  if (field?.kind === 'related') return relatedText(value, context);
  if (Array.isArray(value))
    return value.every((each) => typeof each === 'string')
      ? value.join('; ')
      : JSON.stringify(value);
  if (typeof value === 'object') return isMoney(value) ? moneyText(value) : JSON.stringify(value);
  const text = String(value);
  if (field?.kind === 'user') return context.personName(text);
  if (field?.kind === 'choice')
    return field.choices.find(({ code }) => code === text)?.labels[context.locale] ?? text;
  return text;
}

/** Whether a value is written as a number in a workbook; everything else is text, so nothing can run. */
export function isNumeric(
  field: Field | undefined,
  value: FieldValue | undefined,
): value is number {
  return field?.kind === 'number' && typeof value === 'number';
}
