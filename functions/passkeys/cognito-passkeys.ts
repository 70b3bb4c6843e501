import { randomBytes } from 'node:crypto';
import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserMFAPreferenceCommand,
  CompleteWebAuthnRegistrationCommand,
  DeleteWebAuthnCredentialCommand,
  StartWebAuthnRegistrationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import * as z from 'zod';
import { asking, isCognitoError } from '#shared/auth/cognito-errors';
import type { CognitoPool } from '#shared/auth/cognito-pool';
import { setChosenPassword } from '#shared/auth/cognito-set-password';
import type { PasskeyProvider, WebAuthnJson } from './passkey-provider.ts';

const Options = z.record(z.string(), z.unknown());
const RequestOptions = z.object({ challenge: z.string(), timeout: z.number() });

const notAccepted = {
  LimitExceededException: 'passkey.not_accepted',
  InvalidParameterException: 'passkey.not_accepted',
  WebAuthnChallengeNotFoundException: 'passkey.not_accepted',
  WebAuthnClientMismatchException: 'passkey.not_accepted',
  WebAuthnCredentialNotSupportedException: 'passkey.not_accepted',
  WebAuthnOriginNotAllowedException: 'passkey.not_accepted',
  WebAuthnRelyingPartyMismatchException: 'passkey.not_accepted',
} as const;

/** Passkeys of the user pool, for the domain that they belong to. */
export function createCognitoPasskeys(pool: CognitoPool, relyingPartyId: string): PasskeyProvider {
  const ids = { UserPoolId: pool.poolId, ClientId: pool.clientId };
  const begin = async (username: string) => {
    const command = new AdminInitiateAuthCommand({
      ...ids,
      AuthFlow: 'USER_AUTH',
      AuthParameters: {
        USERNAME: username,
        PREFERRED_CHALLENGE: 'WEB_AUTHN',
        SECRET_HASH: await pool.secretHash(username),
      },
    });
    // Whoever is disabled or unknown gets a question all the same; nothing answers it.
    return pool.client.send(command).catch((error: unknown) => {
      if (isCognitoError(error, 'NotAuthorizedException', 'UserNotFoundException'))
        return undefined;
      throw error;
    });
  };
  /** With a second factor a passkey signs in only where it stands for all factors (“MFA” in the guide). */
  const letPasskeyCount = async (username: string) => {
    const command = new AdminSetUserMFAPreferenceCommand({
      UserPoolId: pool.poolId,
      Username: username,
      WebAuthnMfaSettings: { Enabled: true },
    });
    await pool.client.send(command).catch((error: unknown) => {
      // Without any other factor the setting is neither allowed nor needed.
      if (!isCognitoError(error, 'InvalidParameterException')) throw error;
    });
  };
  /** The same for everybody: no list of keys, which would tell who has some. */
  const question = (text: string | undefined) => {
    const { challenge, timeout } = text
      ? RequestOptions.parse(JSON.parse(text))
      : { challenge: randomBytes(32).toString('base64url'), timeout: 180_000 };
    return { challenge, timeout, rpId: relyingPartyId, userVerification: 'required' };
  };

  return {
    async startRegistration(accessToken) {
      const command = new StartWebAuthnRegistrationCommand({ AccessToken: accessToken });
      const output = await asking(() => pool.client.send(command), notAccepted);
      return Options.parse(output.CredentialCreationOptions);
    },

    async completeRegistration(accessToken, credential) {
      const command = new CompleteWebAuthnRegistrationCommand({
        AccessToken: accessToken,
        Credential: z.json().parse(JSON.parse(textOf(credential))),
      });
      await asking(() => pool.client.send(command), notAccepted);
    },

    async remove(accessToken, credentialId) {
      const command = new DeleteWebAuthnCredentialCommand({
        AccessToken: accessToken,
        CredentialId: credentialId,
      });
      await pool.client.send(command).catch((error: unknown) => {
        if (!isCognitoError(error, 'ResourceNotFoundException')) throw error;
      });
    },

    async ask(username) {
      const known = username ?? 'nobody@invalid';
      let asked = await begin(known);
      if (username !== undefined && asked?.ChallengeName === 'SELECT_CHALLENGE') {
        await letPasskeyCount(username);
        asked = await begin(username);
      }
      const isPasskey = asked?.ChallengeName === 'WEB_AUTHN';
      const parameters = isPasskey ? asked?.ChallengeParameters : undefined;
      return {
        session: asked?.Session ?? randomBytes(96).toString('base64url'),
        options: question(parameters?.['CREDENTIAL_REQUEST_OPTIONS']),
      };
    },

    async judge(username, session, credential) {
      const command = new AdminRespondToAuthChallengeCommand({
        ...ids,
        ChallengeName: 'WEB_AUTHN',
        Session: session,
        ChallengeResponses: {
          USERNAME: username,
          CREDENTIAL: textOf(credential),
          SECRET_HASH: await pool.secretHash(username),
        },
      });
      const { AuthenticationResult: result } = await asking(() => pool.client.send(command), {
        NotAuthorizedException: 'sign_in.refused',
        InvalidParameterException: 'sign_in.refused',
        UserNotFoundException: 'sign_in.refused',
        PasswordResetRequiredException: 'sign_in.refused',
        UserNotConfirmedException: 'sign_in.refused',
      });
      if (!result?.AccessToken || !result.RefreshToken)
        throw new Error('Cognito asks for more than a passkey.');
      return { accessToken: result.AccessToken, refreshToken: result.RefreshToken };
    },

    setPassword: (username, newPassword) => setChosenPassword(pool, username, newPassword),
  };
}

/** Without members that are null, as some browsers send them; WebAuthn would leave them out. */
function textOf(credential: WebAuthnJson): string {
  return JSON.stringify(credential, (_name, value: unknown) => value ?? undefined);
}
