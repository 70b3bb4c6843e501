import type { ObjectDefinition } from '../define-object.ts';
import type { FieldRow, Money, RecordValues } from '../field.ts';
import type { Occasion } from './settle.ts';
import { shareOf } from './share-of.ts';
import { isMoney, moneyOf, withValues } from './values.ts';

/** The rows of a field of kind `rows`. */
export function rowsOf(values: RecordValues, field: string): readonly FieldRow[] {
  const value = values[field];
  if (!Array.isArray(value)) return [];
  return value.filter((row): row is FieldRow => typeof row === 'object');
}

const numberIn = (row: FieldRow, column: string): number => {
  const value = row[column];
  return typeof value === 'number' ? value : 0;
};

const amountIn = (row: FieldRow, column: string): number => {
  const value = row[column];
  return isMoney(value) ? value.amount : 0;
};

/** Every amount of money in an order's own fields and rows. */
function moneyIn(values: RecordValues): Money[] {
  const fields = ['discount', 'total', 'cost'].map((name) => values[name]);
  const cells = [...rowsOf(values, 'lines'), ...rowsOf(values, 'payments')].flatMap((row) =>
    Object.values(row),
  );
  return [...cells, ...fields].filter(isMoney);
}

/** The currencies that an order's amounts name; an order has to have one. */
export function currenciesOf(values: RecordValues): readonly string[] {
  return [...new Set(moneyIn(values).map(({ currency }) => currency))];
}

export interface Totals {
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
}

/**
 * The sums of an order's lines in minor units. A line's price is quantity · unit price less its
 * discount, rounded once. The discount on the order is spread over the lines by their price, so that
 * the parts add up to it; each line's tax is then taken from what remains and rounded. Every rounding
 * is half away from zero.
 */
export function totalsOf(lines: readonly FieldRow[], discount: number): Totals {
  const prices = lines.map((line) =>
    shareOf(
      amountIn(line, 'unitPrice'),
      numberIn(line, 'quantity') * (100 - numberIn(line, 'discountPercent')),
      100,
    ),
  );
  const subtotal = prices.reduce((sum, price) => sum + price, 0);
  let passed = 0;
  const taxes = lines.map((line, index) => {
    const price = prices[index] ?? 0;
    const before = shareOf(discount, passed, subtotal);
    passed += price;
    const share = shareOf(discount, passed, subtotal) - before;
    return shareOf(price - share, numberIn(line, 'taxPercent'), 100);
  });
  const tax = taxes.reduce((sum, each) => sum + each, 0);
  return { subtotal, tax, total: subtotal - discount + tax };
}

function paymentStatus(total: number, paid: number): string {
  if (paid > total) return 'overpaid';
  if (paid === total) return 'paid';
  return paid > 0 ? 'partly-paid' : 'unpaid';
}

/** Totals follow from the lines where there are some; what is paid and owed from the payments. */
export function settleOrder(
  _object: ObjectDefinition,
  values: RecordValues,
  _occasion: Occasion,
): RecordValues {
  const lines = rowsOf(values, 'lines');
  const [currency] = currenciesOf(values);
  const money = (amount: number): Money | undefined =>
    currency === undefined ? undefined : { amount, currency };
  const totals =
    lines.length === 0 ? undefined : totalsOf(lines, moneyOf(values, 'discount')?.amount ?? 0);
  const total = totals ? totals.total : moneyOf(values, 'total')?.amount;
  const paid = rowsOf(values, 'payments').reduce((sum, row) => sum + amountIn(row, 'amount'), 0);
  return withValues(values, {
    status: values['status'] ?? 'draft',
    subtotal: totals && money(totals.subtotal),
    tax: totals && money(totals.tax),
    total: total === undefined ? undefined : money(total),
    paid: total === undefined ? undefined : money(paid),
    balance: total === undefined ? undefined : money(total - paid),
    paymentStatus: total === undefined ? undefined : paymentStatus(total, paid),
  });
}
