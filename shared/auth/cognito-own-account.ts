import {
  AssociateSoftwareTokenCommand,
  GetUserCommand,
  SetUserMFAPreferenceCommand,
  UpdateUserAttributesCommand,
  VerifySoftwareTokenCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { asking, type ErrorMeanings } from './cognito-errors.ts';
import type { CognitoPool } from './cognito-pool.ts';
import type { OwnContacts, OwnFactors } from './identity-provider.ts';

const meanings: ErrorMeanings = {
  NotAuthorizedException: 'request.unauthenticated',
  UserNotFoundException: 'request.unauthenticated',
  CodeMismatchException: 'account.code_wrong',
  ExpiredCodeException: 'account.code_wrong',
  EnableSoftwareTokenMFAException: 'account.code_wrong',
  AliasExistsException: 'user.exists',
  LimitExceededException: 'request.too_many',
};

const attributeOf = { email: 'email', phone: 'phone_number' } as const;

/**
 * What people change about themselves, by an access token of theirs; none of these operations is
 * subject to IAM.
 */
export function createCognitoOwnAccount({ client }: CognitoPool): OwnFactors & OwnContacts {
  return {
    async startAuthenticator(AccessToken) {
      const command = new AssociateSoftwareTokenCommand({ AccessToken });
      const { SecretCode } = await asking(() => client.send(command), meanings);
      if (!SecretCode) throw new Error('Cognito gave no secret for a new authenticator.');
      return SecretCode;
    },

    async confirmAuthenticator(AccessToken, UserCode) {
      const command = new VerifySoftwareTokenCommand({ AccessToken, UserCode });
      // Without a secret that waits for its first code, no code can be right.
      const noSecret = { ...meanings, InvalidParameterException: 'account.code_wrong' } as const;
      await asking(() => client.send(command), noSecret);
    },

    async turnOn(AccessToken, factor, isPreferred) {
      const on = { Enabled: true, ...(isPreferred ? { PreferredMfa: true } : {}) };
      const setting = factor === 'totp' ? 'SoftwareTokenMfaSettings' : 'SMSMfaSettings';
      const command = new SetUserMFAPreferenceCommand({ AccessToken, [setting]: on });
      await asking(() => client.send(command), meanings);
    },

    async change(AccessToken, contact, value) {
      const UserAttributes = [{ Name: attributeOf[contact], Value: value }];
      const command = new UpdateUserAttributesCommand({ AccessToken, UserAttributes });
      const { CodeDeliveryDetailsList } = await asking(() => client.send(command), meanings);
      return { destination: CodeDeliveryDetailsList?.[0]?.Destination ?? '' };
    },

    async confirm(AccessToken, contact, Code) {
      const AttributeName = attributeOf[contact];
      const command = new VerifyUserAttributeCommand({ AccessToken, AttributeName, Code });
      await asking(() => client.send(command), meanings);
    },

    async verified(AccessToken, contact) {
      const command = new GetUserCommand({ AccessToken });
      const { UserAttributes = [] } = await asking(() => client.send(command), meanings);
      const value = (name: string) => UserAttributes.find((each) => each.Name === name)?.Value;
      const name = attributeOf[contact];
      return value(`${name}_verified`) === 'true' ? value(name) : undefined;
    },
  };
}
