import { fold } from '#shared/text/fold';

const words = new Set([
  ...['total', 'totals', 'grand total', 'subtotal', 'sum', 'summe', 'gesamt'],
  ...['合计', '总计', '小计', '共计', '总数'],
]);

const amount = /^[\s¥￥$€£(-]*\d[\d.,\s]*(?:万|亿|元|%)?\)?$/;

/**
 * Whether a row is what spreadsheets put below a list: a word for a total and nothing but numbers
 * beside it. A company called Total has other cells too.
 */
export function isTotalRow(cells: readonly string[]): boolean {
  const [first = '', ...others] = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return (
    others.length > 0 &&
    words.has(fold(first).replace(/[:：]$/, '')) &&
    others.every((cell) => amount.test(cell))
  );
}
