import {
  AdminInitiateAuthCommand,
  type AdminInitiateAuthCommandOutput,
  AdminRespondToAuthChallengeCommand,
  type AdminRespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import * as z from 'zod';
import { asking, type ErrorMeanings } from './cognito-errors.ts';
import type { CognitoPool } from './cognito-pool.ts';
import type { SignInProvider, SignInStep } from './identity-provider.ts';

/**
 * One answer for all: Cognito says `PasswordResetRequired` and `User is disabled` to anybody who
 * knows the login, without the right password.
 */
const signInMeanings: ErrorMeanings = {
  NotAuthorizedException: 'sign_in.refused',
  UserNotFoundException: 'sign_in.refused',
  UserNotConfirmedException: 'sign_in.refused',
  PasswordResetRequiredException: 'sign_in.refused',
  InvalidParameterException: 'sign_in.refused',
};

const challengeMeanings: ErrorMeanings = {
  NotAuthorizedException: 'sign_in.challenge_invalid',
  CodeMismatchException: 'sign_in.challenge_invalid',
  ExpiredCodeException: 'sign_in.challenge_invalid',
  UserNotFoundException: 'sign_in.challenge_invalid',
};

/** What is needed to answer a challenge: Cognito's session and the name it expects beside it. */
const Continuation = z.object({ session: z.string(), username: z.string() });

type AuthOutput = AdminInitiateAuthCommandOutput | AdminRespondToAuthChallengeCommandOutput;

/** Sign-in by `ADMIN_USER_PASSWORD_AUTH`: IAM-signed, with the client's secret. */
export function createCognitoSignIn(pool: CognitoPool): SignInProvider {
  const ids = { UserPoolId: pool.poolId, ClientId: pool.clientId };
  return {
    async signIn(username = 'nobody@invalid', password) {
      const command = new AdminInitiateAuthCommand({
        ...ids,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: {
          USERNAME: username,
          PASSWORD: password,
          SECRET_HASH: await pool.secretHash(username),
        },
      });
      return stepOf(await asking(() => pool.client.send(command), signInMeanings), username);
    },

    async setFirstPassword(continuation, newPassword) {
      const { session, username } = Continuation.parse(JSON.parse(continuation));
      const command = new AdminRespondToAuthChallengeCommand({
        ...ids,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: session,
        ChallengeResponses: {
          USERNAME: username,
          NEW_PASSWORD: newPassword.text,
          SECRET_HASH: await pool.secretHash(username),
        },
      });
      const output = await asking(() => pool.client.send(command), challengeMeanings, newPassword);
      return stepOf(output, username);
    },
  };
}

function stepOf(output: AuthOutput, username: string): SignInStep {
  const { AuthenticationResult: result, ChallengeName, ChallengeParameters, Session } = output;
  if (result?.AccessToken && result.RefreshToken) {
    const { AccessToken: accessToken, RefreshToken: refreshToken } = result;
    return { kind: 'signed-in', tokens: { accessToken, refreshToken } };
  }
  if (ChallengeName === 'NEW_PASSWORD_REQUIRED' && Session) {
    // After a sign-in by an alias Cognito expects the real name (“USER_ID_FOR_SRP”).
    const name = ChallengeParameters?.['USER_ID_FOR_SRP'] ?? username;
    const continuation = JSON.stringify({ session: Session, username: name });
    return { kind: 'challenge', challenge: 'new-password', continuation };
  }
  throw new Error(`Cognito asks for ${ChallengeName ?? 'nothing'}, which has no screen yet.`);
}
