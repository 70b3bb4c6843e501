import * as z from 'zod';

/** A currency's code (ISO 4217), as callers and files send it. */
export const CurrencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/, 'Send a currency code of three capital letters, such as CNY.');
