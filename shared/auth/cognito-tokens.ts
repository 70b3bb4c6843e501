import {
  ChangePasswordCommand,
  GetTokensFromRefreshTokenCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DomainError } from '#shared/errors/domain-error';
import { asking, isCognitoError } from './cognito-errors.ts';
import type { CognitoPool } from './cognito-pool.ts';
import type { PasswordChanger, TokenProvider } from './identity-provider.ts';

/**
 * Refresh and revocation. `GetTokensFromRefreshToken` works with refresh-token rotation and without;
 * none of these operations is subject to IAM.
 */
export function createCognitoTokens(pool: CognitoPool): TokenProvider {
  return {
    async refresh(refreshToken) {
      const command = new GetTokensFromRefreshTokenCommand({
        ClientId: pool.clientId,
        ClientSecret: await pool.clientSecret(),
        RefreshToken: refreshToken,
      });
      const { AuthenticationResult: result } = await asking(() => pool.client.send(command), {
        NotAuthorizedException: 'request.unauthenticated',
        RefreshTokenReuseException: 'request.unauthenticated',
        UserNotFoundException: 'request.unauthenticated',
        PasswordResetRequiredException: 'request.unauthenticated',
        UserNotConfirmedException: 'request.unauthenticated',
      });
      if (!result?.AccessToken) throw new DomainError('request.unauthenticated');
      return {
        accessToken: result.AccessToken,
        refreshToken: result.RefreshToken ?? refreshToken,
      };
    },

    async revoke(refreshToken) {
      const command = new RevokeTokenCommand({
        ClientId: pool.clientId,
        ClientSecret: await pool.clientSecret(),
        Token: refreshToken,
      });
      await pool.client.send(command).catch((error: unknown) => {
        if (!isCognitoError(error, 'NotAuthorizedException', 'InvalidParameterException'))
          throw error;
      });
    },
  };
}

/** Changes the password of whoever the access token belongs to. */
export function createCognitoPasswordChanger(pool: CognitoPool): PasswordChanger {
  return {
    async changePassword(accessToken, current, newPassword) {
      const command = new ChangePasswordCommand({
        AccessToken: accessToken,
        PreviousPassword: current,
        ProposedPassword: newPassword.text,
      });
      await asking(
        () => pool.client.send(command),
        {
          NotAuthorizedException: 'password.current_wrong',
          InvalidParameterException: 'password.current_wrong',
          LimitExceededException: 'request.too_many',
        },
        newPassword,
      );
    },
  };
}
