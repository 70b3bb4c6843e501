import * as z from 'zod';

/** A saved code as somebody copies it from paper: any case, any spaces, look-alikes for one another. */
export const SavedCode = z
  .string()
  .max(64)
  .transform((value) =>
    value.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1'),
  )
  .pipe(z.string().regex(/^[0-9A-HJKMNP-TV-Z]{24}$/, 'A saved code has 24 letters and digits.'));
