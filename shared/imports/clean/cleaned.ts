import type { FieldValue } from '#shared/objects/field';
import type { PhoneCountry } from '#shared/text/phone';
import type { ProblemCode } from '../problems.ts';

/** How the people who wrote the file write numbers, dates and phone numbers. */
export interface Conventions {
  /** Country of numbers without a country code; unknown where nothing in the file says it. */
  readonly country?: PhoneCountry | undefined;
  /** ISO 4217 code of amounts that name no currency. */
  readonly currency: string;
  readonly decimalComma: boolean;
  /** Order of `5/3/2024`; unknown where the file shows no day above 12. */
  readonly dateOrder?: 'dmy' | 'mdy' | undefined;
  /** Offset of times without one, as `+08:00`. */
  readonly utcOffset: string;
}

/**
 * What cleaning made of a cell. Without a value, or with `rest`, the text that could not be stored
 * goes to the notes; `fault` refuses the row instead.
 */
export type Cleaned =
  | { readonly kind: 'empty' }
  | { readonly kind: 'value'; readonly value: FieldValue; readonly rest?: string }
  | { readonly kind: 'unclear'; readonly problem: ProblemCode }
  | { readonly kind: 'fault'; readonly problem: ProblemCode };

export const empty: Cleaned = { kind: 'empty' };
export const unclear: Cleaned = { kind: 'unclear', problem: 'cell.kept-in-notes' };

/** A usable value. */
export function stored(value: FieldValue): Cleaned {
  return { kind: 'value', value };
}
