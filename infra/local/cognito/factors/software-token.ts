import { generateSecret, verifySync } from 'otplib';
import { ServiceError } from '../../service.ts';
import type { Pool } from '../pool-definition.ts';
import { poolFactors } from './factors.ts';

/** 256 bits, as Cognito gives. */
const secretBytes = 32;

/** Codes of the step before and after count, too (“TOTP software token MFA”). */
const toleranceSeconds = 30;

export const makeSecret = () => generateSecret({ length: secretBytes });

/** The time step whose code this is, of those near `now` (milliseconds); undefined for a wrong code. */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const epoch = Math.floor(now / 1_000);
  const found = verifySync({ secret, token: code, epoch, epochTolerance: toleranceSeconds });
  return found.valid && 'timeStep' in found ? found.timeStep : undefined;
}

/** Throws `ExpiredCodeException` for a step not after the last one that was used (RFC 6238, 5.2). */
export function refuseReplay(step: number, lastStep: number): void {
  if (step <= lastStep)
    throw new ServiceError(
      'ExpiredCodeException',
      'Your software token has already been used once.',
    );
}

export const softwareTokenRefused = () =>
  new ServiceError('EnableSoftwareTokenMFAException', 'Code mismatch');

/** Throws `SoftwareTokenMFANotFoundException` where the pool knows no software tokens. */
export function requireSoftwareTokens(pool: Pool): void {
  if (!poolFactors(pool).includes('SOFTWARE_TOKEN_MFA'))
    throw new ServiceError(
      'SoftwareTokenMFANotFoundException',
      'Software Token MFA has not been enabled by the userPool.',
    );
}
