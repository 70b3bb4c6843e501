import {
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { asking, isCognitoError } from './cognito-errors.ts';
import type { CognitoPool } from './cognito-pool.ts';
import type { RecoveryProvider } from './identity-provider.ts';

/** Cognito makes and checks the code; our senders carry it. Neither operation is subject to IAM. */
export function createCognitoRecovery(pool: CognitoPool): RecoveryProvider {
  return {
    async sendCode(username) {
      const command = new ForgotPasswordCommand({
        ClientId: pool.clientId,
        Username: username,
        SecretHash: await pool.secretHash(username),
        ClientMetadata: { channel: 'email' },
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

/** Too many codes for this hour, or an account that has no password or no verified address. */
const finalRefusals = [
  'LimitExceededException',
  'InvalidParameterException',
  'NotAuthorizedException',
  'UserNotFoundException',
  'UserNotConfirmedException',
];
