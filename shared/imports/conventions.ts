import * as z from 'zod';
import { CurrencyCode } from '#shared/objects/currency';
import { quoteEscapes, quoteMarks } from '#shared/tabular/quoting';
import { isPhoneCountry } from '#shared/text/phone';

/** How people write numbers, dates, phone numbers and cells, as far as somebody says it; else the file tells. */
export const SaidConventions = z.strictObject({
  country: z
    .string()
    .refine(isPhoneCountry, 'Send a country code of two capital letters, such as CN.')
    .meta({ description: 'Country of phone numbers without a country code.', examples: ['CN'] })
    .optional(),
  currency: CurrencyCode.meta({ description: 'Currency of amounts that name none.' }).optional(),
  decimalComma: z.boolean().optional(),
  dateOrder: z
    .enum(['dmy', 'mdy'])
    .meta({ description: 'What comes first in 5/3/2024.' })
    .optional(),
  utcOffset: z
    .string()
    .regex(/^(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/, 'Send an offset such as +08:00, or Z.')
    .meta({ description: 'Offset of times that name none.', examples: ['+08:00'] })
    .optional(),
  quote: z
    .enum(quoteMarks)
    .meta({ description: 'What encloses cells; with none every quote is text.', examples: ["'"] })
    .optional(),
  quoteEscape: z
    .enum(quoteEscapes)
    .meta({ description: 'How a cell writes its own quote: twice, or behind a backslash.' })
    .optional(),
});

export type SaidConventions = z.infer<typeof SaidConventions>;
