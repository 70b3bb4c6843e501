import {
  AdminDeleteSoftwareTokenCommand,
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { isCognitoError } from './cognito-errors.ts';
import type { CognitoPool } from './cognito-pool.ts';
import { factorOf } from './cognito-steps.ts';
import { factorNames } from './factor.ts';
import type { FactorAdministration } from './identity-provider.ts';

/** Factors of accounts in the user pool, with our own rights. */
export function createCognitoFactorAdministration(pool: CognitoPool): FactorAdministration {
  const account = (username: string) => ({ UserPoolId: pool.poolId, Username: username });
  return {
    async factorsOf(username) {
      const user = await pool.client.send(new AdminGetUserCommand(account(username)));
      const attribute = (name: string) =>
        user.UserAttributes?.find((each) => each.Name === name)?.Value;
      const phone = attribute('phone_number');
      const isVerified = attribute('phone_number_verified') === 'true';
      return {
        enrolled: (user.UserMFASettingList ?? []).flatMap((name) => factorOf(name) ?? []),
        preferred: factorOf(user.PreferredMfaSetting),
        phone: phone && isVerified ? maskPhone(phone) : undefined,
      };
    },
    async removeFactors(username, factors = factorNames) {
      const off = { Enabled: false, PreferredMfa: false };
      const settings = {
        ...account(username),
        ...(factors.includes('sms') ? { SMSMfaSettings: off } : {}),
        ...(factors.includes('totp') ? { SoftwareTokenMfaSettings: off } : {}),
      };
      // A passkey may stand for all factors only beside another one: without, Cognito refuses this.
      const withPasskeys = { ...settings, WebAuthnMfaSettings: { Enabled: false } };
      await pool.client
        .send(new AdminSetUserMFAPreferenceCommand(settings))
        .catch((error: unknown) => {
          if (!isCognitoError(error, 'InvalidParameterException')) throw error;
          return pool.client.send(new AdminSetUserMFAPreferenceCommand(withPasskeys));
        });
      if (!factors.includes('totp')) return;
      const command = new AdminDeleteSoftwareTokenCommand(account(username));
      await pool.client.send(command).catch((error: unknown) => {
        if (!isCognitoError(error, 'SoftwareTokenMFANotFoundException')) throw error;
      });
    },
  };
}

/** Country and last digits of a phone, as its owner recognises it. */
function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}${'*'.repeat(Math.max(0, phone.length - 6))}${phone.slice(-3)}`;
}
