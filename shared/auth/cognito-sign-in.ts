import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AssociateSoftwareTokenCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { asking, type ErrorMeanings } from './cognito-errors.ts';
import type { CognitoPool } from './cognito-pool.ts';
import {
  type AuthOutput,
  type Continuation,
  continueWith,
  nameOfFactor,
  readContinuation,
  stepOf,
} from './cognito-steps.ts';
import type { SignInProvider, SignInStep } from './identity-provider.ts';
import type { NewPassword } from './password-policy.ts';

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
  CodeMismatchException: 'sign_in.code_wrong',
  EnableSoftwareTokenMFAException: 'sign_in.code_wrong',
  ExpiredCodeException: 'sign_in.challenge_invalid',
  UserNotFoundException: 'sign_in.challenge_invalid',
};

/** Sign-in by `ADMIN_USER_PASSWORD_AUTH`: IAM-signed, with the client's secret. */
export function createCognitoSignIn(pool: CognitoPool): SignInProvider {
  const ids = { UserPoolId: pool.poolId, ClientId: pool.clientId };

  /** Whoever has to set up an authenticator gets its secret with the challenge. */
  async function next(output: AuthOutput, username: string): Promise<SignInStep> {
    const step = stepOf(output, username);
    if (step.kind !== 'challenge' || step.challenge !== 'set-up-factor') return step;
    const { session, username: name } = readContinuation(step.continuation);
    const { SecretCode: secret, Session } = await asking(
      () => pool.client.send(new AssociateSoftwareTokenCommand({ Session: session })),
      challengeMeanings,
    );
    if (!secret || !Session) throw new Error('Cognito gave no secret for a new authenticator.');
    const continuation = continueWith({ session: Session, username: name });
    return { ...step, continuation, facts: { secret } };
  }

  async function respond(
    challenge:
      | 'NEW_PASSWORD_REQUIRED'
      | 'SELECT_MFA_TYPE'
      | 'MFA_SETUP'
      | 'SMS_MFA'
      | 'SOFTWARE_TOKEN_MFA',
    { session, username }: Continuation,
    answer: Readonly<Record<string, string>>,
    newPassword?: NewPassword,
  ): Promise<SignInStep> {
    const command = new AdminRespondToAuthChallengeCommand({
      ...ids,
      ChallengeName: challenge,
      Session: session,
      ChallengeResponses: {
        USERNAME: username,
        SECRET_HASH: await pool.secretHash(username),
        ...answer,
      },
    });
    const output = await asking(() => pool.client.send(command), challengeMeanings, newPassword);
    return await next(output, username);
  }

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
      return await next(await asking(() => pool.client.send(command), signInMeanings), username);
    },

    setFirstPassword(continuation, newPassword) {
      const answer = { NEW_PASSWORD: newPassword.text };
      return respond('NEW_PASSWORD_REQUIRED', readContinuation(continuation), answer, newPassword);
    },

    proveFactor(factor, continuation, code) {
      const name = nameOfFactor[factor];
      return respond(name, readContinuation(continuation), { [`${name}_CODE`]: code });
    },

    chooseFactor(continuation, factor) {
      const answer = { ANSWER: nameOfFactor[factor] };
      return respond('SELECT_MFA_TYPE', readContinuation(continuation), answer);
    },

    async setUpFactor(continuation, code) {
      const { session, username } = readContinuation(continuation);
      const command = new VerifySoftwareTokenCommand({ Session: session, UserCode: code });
      const { Session } = await asking(() => pool.client.send(command), challengeMeanings);
      return await respond('MFA_SETUP', { session: Session ?? session, username }, {});
    },
  };
}
