import * as z from 'zod';

/**
 * An e-mail address as people sign in with it. It is checked before it is put into small letters:
 * some letters outside ASCII become ASCII ones, and must not lead to another person's address.
 */
export const Email = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email())
  .transform((value) => value.toLowerCase());

/** A name to sign in with instead of the e-mail address; without an @, so that it is never mistaken for one. */
export const UserName = z
  .string()
  .trim()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9]|[._-](?=[A-Za-z0-9])){2,31}$/,
    'Use 3 to 32 letters, digits and single dots, hyphens or underscores between them.',
  )
  .transform((value) => value.toLowerCase());

/** What people sign in with: their e-mail address or their user name. */
export const Login = z.union([Email, UserName]);

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
export const RecoveryChannel = z.enum(['email', 'sms', 'authenticator', 'questions']);

export type RecoveryChannel = z.output<typeof RecoveryChannel>;

/** The code of a text message. */
export const MessageCode = z.string().regex(/^\d{6,8}$/, 'A code has six to eight digits.');

/** The code of an authenticator or a text message as somebody types it. */
export const FactorCode = z
  .string()
  .transform((value) => value.replaceAll(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6,8}$/, 'A code has six digits.'));

/** A phone that takes text messages, with its country code, in the form of E.164. */
export const Phone = z
  .string()
  .max(32)
  .transform((value) => value.replaceAll(/[\s().-]/g, ''))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, 'Write the number with its country code: +49 …'));

/** The name of a time zone, such as `Asia/Shanghai`. */
export const TimeZone = z.string().max(64).refine(isTimeZone, 'There is no such time zone.');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z_]+(?:\/[\w+-]+)*$/.test(name);
  } catch {
    return false;
  }
}

/** A name as shown: no line breaks, control characters or broken ones, which could reach headers. */
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'Line breaks and control characters are not allowed.');
