import {
  AdminGetUserCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { asking, isCognitoError } from './cognito-errors.ts';
import type { CognitoPool } from './cognito-pool.ts';
import type { RecoveryProvider } from './identity-provider.ts';

/** Cognito makes and checks the code; our senders carry it. Neither operation is subject to IAM. */
export function createCognitoRecovery(pool: CognitoPool): RecoveryProvider {
  return {
    async sendCode(username, wish) {
      const byText = wish.channel === 'sms' && (await mayGetText(pool, username));
      const command = new ForgotPasswordCommand({
        ClientId: pool.clientId,
        Username: username,
        SecretHash: await pool.secretHash(username),
        // Not encrypted on its way: a hash says nothing to whoever reads it.
        ClientMetadata: { channel: byText ? 'sms' : 'email', request: wish.requestHash },
      });
      try {
        await pool.client.send(command);
        return 'sent';
      } catch (error) {
        if (isCognitoError(error, ...finalRefusals)) return 'refused';
        throw error;
      }
    },

    async confirm(username, code, newPassword) {
      const command = new ConfirmForgotPasswordCommand({
        ClientId: pool.clientId,
        Username: username,
        ConfirmationCode: code,
        Password: newPassword.text,
        SecretHash: await pool.secretHash(username),
      });
      await asking(
        () => pool.client.send(command),
        {
          CodeMismatchException: 'recovery.refused',
          ExpiredCodeException: 'recovery.refused',
          NotAuthorizedException: 'recovery.refused',
          UserNotFoundException: 'recovery.refused',
          UserNotConfirmedException: 'recovery.refused',
          TooManyFailedAttemptsException: 'recovery.refused',
          LimitExceededException: 'request.too_many',
        },
        newPassword,
      );
    },
  };
}

/**
 * Cognito itself refuses a text message to the phone that is the second factor, since one phone would
 * then be both proofs; our senders choose the medium, so the rule has to be kept here.
 */
async function mayGetText(pool: CognitoPool, username: string): Promise<boolean> {
  const command = new AdminGetUserCommand({ UserPoolId: pool.poolId, Username: username });
  const user = await pool.client.send(command).catch((error: unknown) => {
    if (isCognitoError(error, 'UserNotFoundException')) return undefined;
    throw error;
  });
  const verified = user?.UserAttributes?.some(
    ({ Name, Value }) => Name === 'phone_number_verified' && Value === 'true',
  );
  return verified === true && !user?.UserMFASettingList?.includes('SMS_MFA');
}

/** Too many codes for this hour, or an account that has no password or no verified address. */
const finalRefusals = [
  'LimitExceededException',
  'InvalidParameterException',
  'NotAuthorizedException',
  'UserNotFoundException',
  'UserNotConfirmedException',
];
