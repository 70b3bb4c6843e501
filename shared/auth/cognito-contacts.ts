import {
  AdminDeleteUserAttributesCommand,
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminUpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { asking, isCognitoError } from './cognito-errors.ts';
import type { CognitoPool } from './cognito-pool.ts';
import type { ContactAdministration } from './identity-provider.ts';

const attributeOf = { email: 'email', phone: 'phone_number' } as const;

/** Contacts of accounts in the user pool, with our own rights. */
export function createCognitoContacts(pool: CognitoPool): ContactAdministration {
  const account = (username: string) => ({ UserPoolId: pool.poolId, Username: username });
  return {
    async restoreContact(username, contact, value) {
      const Name = attributeOf[contact];
      if (value !== undefined) {
        // Verified by our word: they had proved it before.
        const UserAttributes = [
          { Name, Value: value },
          { Name: `${Name}_verified`, Value: 'true' },
        ];
        const command = new AdminUpdateUserAttributesCommand({
          ...account(username),
          UserAttributes,
        });
        await asking(() => pool.client.send(command), { AliasExistsException: 'user.exists' });
        return;
      }
      // Without a phone no code could be sent to it: the factor goes first.
      const off = { Enabled: false, PreferredMfa: false };
      const without = { ...account(username), SMSMfaSettings: off };
      await pool.client.send(new AdminSetUserMFAPreferenceCommand(without));
      const UserAttributeNames = [Name];
      await pool.client.send(
        new AdminDeleteUserAttributesCommand({ ...account(username), UserAttributeNames }),
      );
    },

    async verifiedPhone(username) {
      const command = new AdminGetUserCommand(account(username));
      const user = await pool.client.send(command).catch((error: unknown) => {
        if (isCognitoError(error, 'UserNotFoundException')) return undefined;
        throw error;
      });
      const value = (name: string) =>
        user?.UserAttributes?.find((each) => each.Name === name)?.Value;
      return value('phone_number_verified') === 'true' ? value('phone_number') : undefined;
    },
  };
}
