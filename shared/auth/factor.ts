/** Second factors that people can set up: an authenticator app, a code by text message. */
export const factorNames = ['totp', 'sms'] as const;

export type FactorName = (typeof factorNames)[number];
