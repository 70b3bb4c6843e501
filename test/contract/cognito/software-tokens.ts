import {
  AdminSetUserMFAPreferenceCommand,
  AssociateSoftwareTokenCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { generateSync } from 'otplib';
import type { ServedPool } from './served-pool.ts';

/** The code that an authenticator shows at the pool's time, or some seconds off it. */
export function shownCode(pool: ServedPool, secret: string, offset = 0): string {
  return generateSync({ secret, epoch: Math.floor(pool.clock.now() / 1_000) + offset });
}

/** Sets an authenticator up; its next code is half a minute away, for the one shown is used. */
export async function addSoftwareToken(
  pool: ServedPool,
  AccessToken: string,
  FriendlyDeviceName?: string,
): Promise<string> {
  const associated = await pool.client.send(new AssociateSoftwareTokenCommand({ AccessToken }));
  const secret = associated.SecretCode!;
  const UserCode = shownCode(pool, secret);
  await pool.client.send(
    new VerifySoftwareTokenCommand({ AccessToken, UserCode, FriendlyDeviceName }),
  );
  await pool.clock.advance(30_000);
  return secret;
}

/** Has the person asked for a code of their authenticator from now on. */
export function preferSoftwareToken(pool: ServedPool, Username: string) {
  return pool.client.send(
    new AdminSetUserMFAPreferenceCommand({
      UserPoolId: pool.poolId,
      Username,
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
    }),
  );
}
