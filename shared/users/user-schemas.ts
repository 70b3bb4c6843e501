import * as z from 'zod';

/** The id of a person. */
export const UserId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'Give an id of 26 characters.');

/** The id of a team. */
export const TeamId = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N} ._-]{1,64}$/u, 'Give 1 to 64 letters, digits, spaces, dots or dashes.');

/** Why an administrator does something to somebody's account: kept in the person's history. */
export const Reason = z
  .string()
  .trim()
  .min(3)
  .max(500)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Line breaks and control characters are not allowed.');
