import * as z from 'zod';

/** What may be asked for after a password. */
export const SecondFactor = z.enum(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']);

export type SecondFactor = z.output<typeof SecondFactor>;
