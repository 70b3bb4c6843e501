import * as z from 'zod';

/** How strongly somebody authenticated, as `acr` and `amr` tell it. */
export interface AuthenticationLevel {
  /** 1 to 4; undefined where no documented combination is met. */
  readonly level: number | undefined;
  readonly amr: readonly string[];
}

/** `AMR values` of the guide, by the names of the challenges. */
const methods: Readonly<Record<string, string>> = {
  PASSWORD: 'pwd',
  SOFTWARE_TOKEN_MFA: 'otp',
  SMS_MFA: 'sms',
  SMS_OTP: 'sms',
  EMAIL_OTP: 'email_otp',
  WEB_AUTHN: 'swk',
};

/** What earlier tokens prove, as a sign-in that has come so far. */
export function passedBefore(amr: readonly string[]) {
  const passed = Object.entries({ ...methods, SMS_OTP: '' }).flatMap(([name, method]) =>
    amr.includes(method) || (method === 'swk' && amr.includes('hwk')) ? [name] : [],
  );
  const kept = amr.includes('hwk') ? { passkeyAttachment: 'cross-platform' } : {};
  return { passed, kept };
}

const Kept = z.looseObject({ passkeyAttachment: z.string().optional() });

/** What the passed challenges amount to; a passkey on a key of its own counts as hardware. */
export function authenticationLevel(
  passed: readonly string[],
  kept: Readonly<Record<string, unknown>> = {},
): AuthenticationLevel {
  const isRoaming = Kept.parse(kept).passkeyAttachment === 'cross-platform';
  const named = passed.flatMap((name) => {
    const method = methods[name];
    return method === 'swk' && isRoaming ? ['hwk'] : (method ?? []);
  });
  const amr = [...new Set(named)];
  return { level: levelOf(amr), amr: amr.length > 1 ? [...amr, 'mfa'] : amr };
}

/** The level that methods reach together (“ACR levels and satisfying factor combinations”). */
export function levelOf(amr: readonly string[]): number | undefined {
  const has = (...wanted: string[]) => wanted.some((method) => amr.includes(method));
  if (has('pwd') && has('otp')) return 4;
  if (has('swk', 'hwk') || (has('pwd') && has('sms', 'email_otp'))) return 3;
  if (has('sms', 'email_otp')) return 2;
  return has('pwd') ? 1 : undefined;
}

const prefix = 'urn:cognito:loa:';

/** A level by its default name. */
export function acrOf(level: number): string {
  return `${prefix}${level}`;
}

/** Undefined for a name that no level has. */
export function levelNamed(acr: string): number | undefined {
  const level = acr.startsWith(prefix) ? acr.slice(prefix.length) : '';
  return /^[1-4]$/.test(level) ? Number(level) : undefined;
}
