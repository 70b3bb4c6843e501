import type { Money } from '#shared/objects/field';

const units: Readonly<Record<string, number>> = { 千: 1e3, 万: 1e4, 萬: 1e4, 亿: 1e8, 億: 1e8 };
const form = /^(?<digits>[+-]?\d[\d.,' ]*(?:e[+-]?\d{1,2})?)(?<unit>[千万萬亿億]?)$/i;

/**
 * Reads a number as people write it: thousands separators, decimal comma, accounting brackets, 万 and
 * 亿, scientific notation. Undefined where it is not one number.
 */
export function parseNumber(text: string, decimalComma: boolean): number | undefined {
  const bare = text.normalize('NFKC').replace(/[−–]/g, '-').trim();
  const negative = /^\((.+)\)$/.exec(bare)?.[1];
  const match = form.exec((negative ?? bare).replace(/^([+-])\s+/, '$1'));
  const digits = match?.groups?.['digits'];
  if (digits === undefined) return undefined;
  const plain = withoutGroups(digits.replace(/[' ]/g, ''), decimalComma);
  if (plain === undefined) return undefined;
  const number = Number(plain) * (units[match?.groups?.['unit'] ?? ''] ?? 1);
  // 1.2 × 10,000 must be 12,000 and not its neighbour in binary.
  const exact = Number(number.toPrecision(15));
  if (!Number.isFinite(exact)) return undefined;
  return negative === undefined ? exact : -exact;
}

function withoutGroups(digits: string, decimalComma: boolean): string | undefined {
  const [decimal, group] = decimalComma ? [',', '.'] : ['.', ','];
  const grouped = new RegExp(`^[+-]?\\d{1,3}(?:\\${group}\\d{3})+(?:\\${decimal}\\d*)?$`);
  if (grouped.test(digits)) return digits.replaceAll(group, '').replace(decimal, '.');
  if (!digits.includes(group)) {
    const plain = digits.replace(decimal, '.');
    return Number.isNaN(Number(plain)) ? undefined : plain;
  }
  // One separator that cannot group thousands is the decimal mark: 12,5 or 0.75.
  const other = /^[+-]?\d+[.,]\d+$/.test(digits) && !/[.,]\d{3}$/.test(digits);
  return other ? digits.replace(',', '.') : undefined;
}

const signs: readonly (readonly [RegExp, string])[] = [
  [/人民币|RMB|CNY|元整?|块/i, 'CNY'],
  [/HK\$|HKD|港币|港元/i, 'HKD'],
  [/NT\$|TWD|新台币/i, 'TWD'],
  [/US\$|USD|美元|美金/i, 'USD'],
  [/EUR|€|欧元/i, 'EUR'],
  [/GBP|£|英镑/i, 'GBP'],
  [/JPY|円|日元/i, 'JPY'],
  [/\$/, 'USD'],
];

/** The codes of ISO 4217 that exports write beside amounts; other capitals are a unit, such as PCS. */
const currencies = new Set(Intl.supportedValuesOf('currency'));

/** Reads an amount with or without its currency, into minor units; undefined where it is unclear. */
export function parseMoney(
  text: string,
  conventions: { readonly currency: string; readonly decimalComma: boolean },
): Money | undefined {
  let bare = text.normalize('NFKC');
  let currency = conventions.currency;
  // ¥ is yuan and yen: it says which only where the file's own currency is one of them.
  if (/[¥]/.test(bare)) currency = currency === 'JPY' ? 'JPY' : 'CNY';
  bare = bare.replaceAll('¥', '');
  const named = /港元|日元|美元|欧元/.test(bare) ? signs.slice(1) : signs;
  const found = named.find(([sign]) => sign.test(bare));
  if (found) {
    currency = found[1];
    bare = bare.replace(found[0], '');
  } else {
    const code = /(?:^|\s)([A-Z]{3})(?:$|\s)/.exec(bare)?.[1];
    if (code !== undefined && currencies.has(code)) {
      currency = code;
      bare = bare.replace(code, '').trim();
    }
  }
  const number = parseNumber(bare, conventions.decimalComma);
  if (number === undefined) return undefined;
  const amount = Math.round(Number((number * 10 ** minorDigits(currency)).toPrecision(15)));
  return Number.isSafeInteger(amount) ? { amount, currency } : undefined;
}

const digitsOf = new Map<string, number>();

function minorDigits(currency: string): number {
  const known = digitsOf.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  digitsOf.set(currency, maximumFractionDigits ?? 2);
  return maximumFractionDigits ?? 2;
}
