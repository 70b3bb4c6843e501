import * as z from 'zod';

/**
 * An e-mail address as people sign in with it. It is checked before it is put into small letters:
 * some letters outside ASCII become ASCII ones, and must not lead to another person's address.
 */
export const Login = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email())
  .transform((value) => value.toLowerCase());

/**
 * A password as it was typed, in one Unicode form so that every keyboard gives the same (NIST SP
 * 800-63B-4 §3.1.1.2). Never trimmed or cut; Cognito takes 256 characters.
 */
export const Password = z
  .string()
  .min(1)
  .max(256)
  .transform((value) => value.normalize('NFC'));

/** A token or code of ours as a client sends it back. */
export const OpaqueToken = z.string().regex(/^[\w.-]{16,512}$/, 'This is not one of our tokens.');

/** Ways that a person may choose to prove themselves without the password. */
export const RecoveryChannel = z.enum(['email', 'sms']);

export type RecoveryChannel = z.output<typeof RecoveryChannel>;

/** The code of a text message. */
export const MessageCode = z.string().regex(/^\d{6,8}$/, 'A code has six to eight digits.');

/** A name as shown: no line breaks, control characters or broken ones, which could reach headers. */
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'Line breaks and control characters are not allowed.');
