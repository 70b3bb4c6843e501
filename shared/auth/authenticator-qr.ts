import { renderSVG } from 'uqr';
import type * as z from 'zod';
import type { NewAuthenticator } from './new-authenticator.ts';

const issuer = 'Stratus CRM';

/**
 * The secret of a new authenticator in the forms that apps take: typed, as an address (Google's Key Uri
 * Format: SHA-1, six digits, 30 seconds, which is what Cognito checks) and as a QR code.
 */
export function newAuthenticator(
  secret: string,
  account: string,
): z.output<typeof NewAuthenticator> {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const query = new URLSearchParams({
    secret,
    issuer,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
  const otpauthUri = `otpauth://totp/${label}?${query.toString().replaceAll('+', '%20')}`;
  return { secret, otpauthUri, qrCode: renderSVG(otpauthUri, { border: 2 }) };
}
