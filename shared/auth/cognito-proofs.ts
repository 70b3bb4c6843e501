import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DomainError } from '#shared/errors/domain-error';
import { isCognitoError } from './cognito-errors.ts';
import type { CognitoPool } from './cognito-pool.ts';
import { setChosenPassword } from './cognito-set-password.ts';
import type { ProofProvider } from './identity-provider.ts';

/**
 * Proofs by `CUSTOM_AUTH` on the recovery client, the only one that allows it: it begins without a
 * password and so asks for no second factor. Its tokens are revoked at once and go nowhere.
 */
export function createCognitoProofs(pool: CognitoPool): ProofProvider {
  const ids = { UserPoolId: pool.poolId, ClientId: pool.clientId };
  return {
    async prove(username = 'nobody@invalid', proofs) {
      const SECRET_HASH = await pool.secretHash(username);
      try {
        const begun = await pool.client.send(
          new AdminInitiateAuthCommand({
            ...ids,
            AuthFlow: 'CUSTOM_AUTH',
            AuthParameters: { USERNAME: username, SECRET_HASH },
          }),
        );
        const USERNAME = begun.ChallengeParameters?.['USERNAME'] ?? username;
        const { AuthenticationResult: tokens } = await pool.client.send(
          new AdminRespondToAuthChallengeCommand({
            ...ids,
            ChallengeName: 'CUSTOM_CHALLENGE',
            Session: begun.Session,
            ChallengeResponses: {
              USERNAME,
              ANSWER: JSON.stringify(proofs),
              SECRET_HASH: await pool.secretHash(USERNAME),
            },
          }),
        );
        if (!tokens?.RefreshToken) return false;
        await revoke(pool, tokens.RefreshToken);
        return true;
      } catch (error) {
        if (isCognitoError(error, ...refusals)) return false;
        if (isCognitoError(error, ...triggerFailures))
          throw new DomainError('service.unavailable', { retryAfter: 1 }, { cause: error });
        throw error;
      }
    },

    setPassword: (username, newPassword) =>
      setChosenPassword(pool, username, newPassword, { UserNotFoundException: 'recovery.refused' }),
  };
}

/** Our own function failed or took too long; the try has been counted. */
const triggerFailures = [
  'UnexpectedLambdaException',
  'UserLambdaValidationException',
  'InvalidLambdaResponseException',
];

const refusals = ['NotAuthorizedException', 'UserNotFoundException', 'UserNotConfirmedException'];

async function revoke(pool: CognitoPool, refreshToken: string): Promise<void> {
  const command = new RevokeTokenCommand({
    ClientId: pool.clientId,
    ClientSecret: await pool.clientSecret(),
    Token: refreshToken,
  });
  await pool.client.send(command);
}
