import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { randomSecret } from '#shared/domain/ids';
import { asking, isCognitoError } from './cognito-errors.ts';
import type { CognitoPool } from './cognito-pool.ts';
import type { AccountAdministration, GlobalSignOut } from './identity-provider.ts';

/** Ends all sessions of an account; an account that is gone has none. */
export function createCognitoGlobalSignOut(pool: CognitoPool): GlobalSignOut {
  return {
    async signOutEverywhere(username) {
      const ids = { UserPoolId: pool.poolId, Username: username };
      await pool.client.send(new AdminUserGlobalSignOutCommand(ids)).catch((error: unknown) => {
        if (!isCognitoError(error, 'UserNotFoundException')) throw error;
      });
    },
  };
}

/** Accounts of the user pool; people are invited by their e-mail address, which Cognito verifies so. */
export function createCognitoAdministration(pool: CognitoPool): AccountAdministration {
  const UserPoolId = pool.poolId;
  const account = (username: string) => ({ UserPoolId, Username: username });
  const setPassword = async (username: string, Password: string, Permanent: boolean) => {
    await pool.client.send(
      new AdminSetUserPasswordCommand({ ...account(username), Password, Permanent }),
    );
  };
  return {
    async invite(email) {
      const command = new AdminCreateUserCommand({
        ...account(email),
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
        ],
        DesiredDeliveryMediums: ['EMAIL'],
      });
      try {
        const { User } = await pool.client.send(command);
        return { username: User?.Username ?? email, sent: true };
      } catch (error) {
        if (!isCognitoError(error, 'UsernameExistsException')) throw error;
        const existing = await pool.client.send(new AdminGetUserCommand(account(email)));
        return { username: existing.Username ?? email, sent: false };
      }
    },
    async resendInvitation(email) {
      const command = new AdminCreateUserCommand({
        ...account(email),
        MessageAction: 'RESEND',
        DesiredDeliveryMediums: ['EMAIL'],
      });
      const meanings = { UnsupportedUserStateException: 'user.not_invited' } as const;
      await asking(() => pool.client.send(command), meanings);
    },
    async disable(username) {
      await pool.client.send(new AdminDisableUserCommand(account(username)));
    },
    async enable(username) {
      await pool.client.send(new AdminEnableUserCommand(account(username)));
    },
    async resetPassword(username) {
      const metadata = { ClientMetadata: { channel: 'email', by: 'administrator' } };
      const command = new AdminResetUserPasswordCommand({ ...account(username), ...metadata });
      await pool.client.send(command);
    },
    async setRandomPassword(username) {
      // The ending meets every composition rule, whatever the random part holds.
      await setPassword(username, `${randomSecret()}aA1!`, true);
    },
    setTemporaryPassword: (username, password) => setPassword(username, password, false),
  };
}
