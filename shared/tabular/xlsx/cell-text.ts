/** How a number format shows a number, as far as the text of a cell depends on it. */
export type NumberForm =
  | { readonly kind: 'plain' }
  | { readonly kind: 'date' | 'time' }
  /** Shown with leading zeros, as postal codes are. */
  | { readonly kind: 'padded'; readonly digits: number };

export const plainNumber: NumberForm = { kind: 'plain' };

/** Formats that a file need not spell out (ECMA-376, 18.8.30), those of East Asia included. */
export function builtInForm(id: number): NumberForm {
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47)) return { kind: 'time' };
  const isDate = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  return isDate ? { kind: 'date' } : plainNumber;
}

/** What a format's code means: letters of dates outside of quotes, brackets and escapes. */
export function formOf(code: string): NumberForm {
  const [positive = ''] = code.split(';');
  const bare = positive.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  if (/^0{2,20}$/.test(bare)) return { kind: 'padded', digits: bare.length };
  if (/general|[#0?]/i.test(bare) && !/[yd年月日]/i.test(bare)) return plainNumber;
  if (/[yd年月日]/i.test(bare)) return { kind: 'date' };
  if (/[hs]/i.test(bare)) return { kind: 'time' };
  return /m/i.test(bare) ? { kind: 'date' } : plainNumber;
}

const lastDay = 2_958_465;
const dayMs = 86_400_000;

/** A number cell as text: dates in ISO form, numbers as people would type them. */
export function numberText(raw: string, form: NumberForm, from1904: boolean): string {
  const number = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(number)) return raw;
  if (form.kind === 'date') return dateText(number, from1904) ?? plainText(raw, number);
  if (form.kind === 'time' && number >= 0 && number < 1) return timeText(number);
  if (form.kind === 'padded' && Number.isInteger(number) && number >= 0)
    return String(number).padStart(form.digits, '0');
  return plainText(raw, number);
}

/**
 * Whole numbers in full (some programs write 1.38E10 for a phone number); fractions as Excel shows
 * them, to 15 digits. Beyond 15 digits a workbook has lost some already: that is left as it is.
 */
function plainText(raw: string, number: number): string {
  if (Number.isInteger(number)) return Math.abs(number) < 1e15 ? String(number) : raw;
  return String(Number(number.toPrecision(15)));
}

function dateText(serial: number, from1904: boolean): string | undefined {
  if (serial < 0 || serial > lastDay) return undefined;
  // Excel's year 1900 has a 29 February (day 60): before it, days are one further on.
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const time = new Date(epoch + Math.round((serial * dayMs) / 1_000) * 1_000).toISOString();
  const day = time.slice(0, 10);
  return time.slice(11, 19) === '00:00:00' ? day : `${day} ${time.slice(11, 19)}`;
}

function timeText(fraction: number): string {
  return new Date(Math.round((fraction * dayMs) / 1_000) * 1_000).toISOString().slice(11, 19);
}

/** Takes the escapes of characters that XML cannot hold (`_x000D_`) out of a text. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
