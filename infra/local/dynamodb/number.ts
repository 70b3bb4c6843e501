import { invalid } from './failures.ts';

/** A decimal number: ± 0.`digits` × 10^`exponent`; no digits mean zero. */
export interface Decimal {
  readonly negative: boolean;
  /** Neither begins nor ends with a zero. */
  readonly digits: string;
  readonly exponent: number;
}

const mostDigits = 38;
const syntax = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const plainInteger = /^(?:0|-?[1-9]\d{0,14})$/;
const plainShort = /^-?(?:\d|\.){1,15}$/;

/** Reads a number. Throws where it is none, too long (38 digits), too large or too small. */
export function parseNumber(source: string): Decimal {
  const match = syntax.exec(source);
  const [, sign, whole = '', fraction = '', power = '0'] = match ?? [];
  if (!match || whole.length + fraction.length === 0)
    throw invalid(
      source === ''
        ? 'The parameter cannot be converted to a numeric value'
        : `The parameter cannot be converted to a numeric value: ${source}`,
    );
  const all = whole + fraction;
  const significant = all.replace(/^0+/, '');
  const leading = all.length - significant.length;
  return limited({
    negative: sign === '-' && significant !== '',
    digits: significant.replace(/0+$/, ''),
    exponent: whole.length - leading + Number(power),
  });
}

function limited(value: Decimal): Decimal {
  if (value.digits === '') return { negative: false, digits: '', exponent: 0 };
  if (value.digits.length > mostDigits)
    throw invalid('Attempting to store more than 38 significant digits in a Number');
  if (value.exponent > 126)
    throw invalid(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    );
  if (value.exponent < -129)
    throw invalid(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
  return value;
}

function formatNumber({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return sign + digits.padEnd(exponent, '0');
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** The one way a number is written: equal numbers become equal strings. */
export function canonicalNumber(source: string): string {
  return plainInteger.test(source) ? source : formatNumber(parseNumber(source));
}

/** Orders two canonical numbers by value. */
export function compareNumbers(left: string, right: string): number {
  // Up to 15 digits a double keeps decimals apart and in order.
  if (plainShort.test(left) && plainShort.test(right)) return Number(left) - Number(right);
  const [a, b] = [parseNumber(left), parseNumber(right)];
  if (a.digits === '' || b.digits === '') return signOf(a) - signOf(b);
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const magnitude =
    a.exponent - b.exponent || (a.digits === b.digits ? 0 : a.digits < b.digits ? -1 : 1);
  return a.negative ? -magnitude : magnitude;
}

function signOf({ digits, negative }: Decimal): number {
  return digits === '' ? 0 : negative ? -1 : 1;
}

/** The exact sum of two canonical numbers. Throws where it does not fit 38 digits. */
export function addNumbers(left: string, right: string): string {
  if (plainInteger.test(left) && plainInteger.test(right))
    return String(Number(left) + Number(right));
  const [a, b] = [parseNumber(left), parseNumber(right)];
  const scale = Math.min(a.exponent - a.digits.length, b.exponent - b.digits.length);
  const sum = coefficient(a, scale) + coefficient(b, scale);
  return formatNumber(parseNumber(`${sum}e${scale}`));
}

export function negateNumber(value: string): string {
  if (value === '0') return value;
  return value.startsWith('-') ? value.slice(1) : `-${value}`;
}

function coefficient({ digits, exponent, negative }: Decimal, scale: number): bigint {
  if (digits === '') return 0n;
  const magnitude = BigInt(digits) * 10n ** BigInt(exponent - digits.length - scale);
  return negative ? -magnitude : magnitude;
}
