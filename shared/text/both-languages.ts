import * as z from 'zod';

/** A text in English and Chinese, as it is stored and answered; what people type in is checked where it comes in. */
export const BothLanguages = z.object({ en: z.string(), zh: z.string() });
