/**
 * `amount · part / whole` of minor units, rounded half away from zero. Parts may have up to six
 * decimals; nothing is lost to binary fractions, whatever the size.
 */
export function shareOf(amount: number, part: number, whole: number): number {
  const product = BigInt(amount) * BigInt(Math.round(part * 1e6));
  const divisor = BigInt(Math.round(whole * 1e6));
  if (divisor === 0n) return 0;
  const isNegative = product < 0n !== divisor < 0n;
  const absolute = (value: bigint) => (value < 0n ? -value : value);
  const rounded = (2n * absolute(product) + absolute(divisor)) / (2n * absolute(divisor));
  return Number(isNegative ? -rounded : rounded);
}
