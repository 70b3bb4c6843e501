import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';
import { tidy } from './fold.ts';

/** A country by its ISO 3166-1 code, as far as its numbering plan is known. */
export type PhoneCountry = CountryCode;

export function isPhoneCountry(code: string): code is PhoneCountry {
  return isSupportedCountry(code);
}

/**
 * The number in E.164 (`+8613800138000`), read as dialled in `country` when it has no country code;
 * undefined if it cannot be a number there. An extension is kept as `;ext=12` (RFC 3966).
 */
export function normalizePhone(text: string, country: PhoneCountry): string | undefined {
  // “转” and “分机” introduce an extension in Chinese; 00 is the international prefix almost everywhere.
  const dialled = tidy(text)
    .replace(/\s*(?:转|分机)\s*/u, ' ext. ')
    .replace(/^00(?=[1-9])/, '+');
  const parsed = parsePhoneNumberFromString(dialled, country);
  if (!parsed?.isPossible()) return undefined;
  return parsed.ext ? `${parsed.number};ext=${parsed.ext}` : parsed.number;
}
