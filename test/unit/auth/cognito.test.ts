import { createHmac } from 'node:crypto';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, test } from 'vitest';
import { createCognitoAdministration } from '#shared/auth/cognito-administration';
import { type CognitoPool, createCognitoPool } from '#shared/auth/cognito-pool';
import { createCognitoRecovery } from '#shared/auth/cognito-recovery';
import { createCognitoSignIn } from '#shared/auth/cognito-sign-in';
import { createCognitoPasswordChanger, createCognitoTokens } from '#shared/auth/cognito-tokens';

interface Sent {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}
type Answers = Readonly<Record<string, unknown>>;

/** The pool with a client that answers by operation; an `Error` is thrown. */
function poolWith(answers: Answers): { pool: CognitoPool; sent: Sent[] } {
  const sent: Sent[] = [];
  const pool = createCognitoPool('pool-1', 'client-1', { region: 'eu-west-1' });
  const client = Object.assign(Object.create(CognitoIdentityProviderClient.prototype), {
    send: async (command: { constructor: { name: string }; input: Sent['input'] }) => {
      const operation = command.constructor.name.replace('Command', '');
      sent.push({ operation, input: command.input });
      const answer = answers[operation] ?? {};
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  const clientSecret = async () => 'the-secret';
  const secretHash = async (username: string) =>
    createHmac('sha256', 'the-secret').update(`${username}client-1`).digest('base64');
  return { pool: { ...pool, client, clientSecret, secretHash }, sent };
}

const failure = (name: string) => Object.assign(new Error('User is disabled.'), { name });
const newPassword = { text: 'blue-otter-42', locale: 'en', minLength: 8 } as const;

describe('sign-in', () => {
  test.each([
    'NotAuthorizedException',
    'UserNotFoundException',
    'UserNotConfirmedException',
    'PasswordResetRequiredException',
    'InvalidParameterException',
  ])('%s is the same refusal, without Cognito’s words', async (name) => {
    const { pool } = poolWith({ AdminInitiateAuth: failure(name) });
    const refused = createCognitoSignIn(pool).signIn('sub-of-sam', 'x');
    await expect(refused).rejects.toMatchObject({
      code: 'sign_in.refused',
      message: 'sign_in.refused',
      details: {},
    });
  });

  test.each(['TooManyRequestsException', 'InternalErrorException'])(
    '%s is not taken for a wrong password',
    async (name) => {
      const { pool } = poolWith({ AdminInitiateAuth: failure(name) });
      await expect(createCognitoSignIn(pool).signIn('sub-of-sam', 'x')).rejects.toMatchObject({
        name,
      });
    },
  );

  test('asks Cognito for a login that nobody has, too', async () => {
    const { pool, sent } = poolWith({ AdminInitiateAuth: failure('NotAuthorizedException') });
    await createCognitoSignIn(pool)
      .signIn(undefined, 'x')
      .catch(() => undefined);
    expect(sent).toMatchObject([
      { operation: 'AdminInitiateAuth', input: { AuthParameters: { PASSWORD: 'x' } } },
    ]);
  });

  test('answers the first-password challenge under the name that Cognito gave', async () => {
    const { pool, sent } = poolWith({
      AdminInitiateAuth: {
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        ChallengeParameters: { USER_ID_FOR_SRP: 'sub-of-sam' },
        Session: 'cognito-session',
      },
      AdminRespondToAuthChallenge: {
        AuthenticationResult: { AccessToken: 'a', RefreshToken: 'r' },
      },
    });
    const provider = createCognitoSignIn(pool);
    const step = await provider.signIn('sam@example.com', 'temporary');
    if (step.kind !== 'challenge') throw new Error('No challenge came.');
    await expect(provider.setFirstPassword(step.continuation, newPassword)).resolves.toEqual({
      kind: 'signed-in',
      tokens: { accessToken: 'a', refreshToken: 'r' },
    });
    expect(sent[1]?.input).toMatchObject({
      Session: 'cognito-session',
      ChallengeResponses: {
        USERNAME: 'sub-of-sam',
        NEW_PASSWORD: 'blue-otter-42',
        SECRET_HASH: await pool.secretHash('sub-of-sam'),
      },
    });
  });

  test.each([
    { name: 'NotAuthorizedException', code: 'sign_in.challenge_invalid' },
    { name: 'InvalidPasswordException', code: 'password.refused' },
    { name: 'PasswordHistoryPolicyViolationException', code: 'password.refused' },
  ])('$name of a challenge is $code', async ({ name, code }) => {
    const { pool } = poolWith({ AdminRespondToAuthChallenge: failure(name) });
    const continuation = JSON.stringify({ session: 's', username: 'u' });
    const answer = createCognitoSignIn(pool).setFirstPassword(continuation, newPassword);
    await expect(answer).rejects.toMatchObject({ code });
  });

  test('a challenge without a screen is a defect, not a sign-in', async () => {
    const { pool } = poolWith({ AdminInitiateAuth: { ChallengeName: 'NEW_ONE', Session: 's' } });
    await expect(createCognitoSignIn(pool).signIn('u', 'x')).rejects.toThrow('NEW_ONE');
  });

  test.each([
    { ChallengeName: 'SOFTWARE_TOKEN_MFA', challenge: 'totp', facts: {} },
    {
      ChallengeName: 'SMS_MFA',
      ChallengeParameters: { CODE_DELIVERY_DESTINATION: '+********67' },
      challenge: 'sms',
      facts: { destination: '+********67' },
    },
    {
      ChallengeName: 'SELECT_MFA_TYPE',
      ChallengeParameters: { MFAS_CAN_CHOOSE: '["SMS_MFA","EMAIL_OTP","SOFTWARE_TOKEN_MFA"]' },
      challenge: 'choose-factor',
      facts: { factors: ['sms', 'totp'] },
    },
  ])('$ChallengeName asks for $challenge', async ({ challenge, facts, ...output }) => {
    const { pool } = poolWith({ AdminInitiateAuth: { ...output, Session: 's' } });
    await expect(createCognitoSignIn(pool).signIn('u', 'x')).resolves.toMatchObject({
      challenge,
      facts,
    });
  });

  test('a wrong code may be tried again, an expired sign-in not', async () => {
    const codeOf = async (name: string) => {
      const { pool } = poolWith({ AdminRespondToAuthChallenge: failure(name) });
      const continuation = JSON.stringify({ session: 's', username: 'u' });
      const answer = createCognitoSignIn(pool).proveFactor('totp', continuation, '123456');
      return await answer.catch((error: { code: string }) => error.code);
    };
    expect(await codeOf('CodeMismatchException')).toBe('sign_in.code_wrong');
    expect(await codeOf('NotAuthorizedException')).toBe('sign_in.challenge_invalid');
  });

  test('whoever must set up an authenticator gets its secret, and a code proves it', async () => {
    const { pool, sent } = poolWith({
      AdminInitiateAuth: { ChallengeName: 'MFA_SETUP', Session: 's1' },
      AssociateSoftwareToken: { SecretCode: 'JBSWY3DP', Session: 's2' },
      VerifySoftwareToken: { Status: 'SUCCESS', Session: 's3' },
      AdminRespondToAuthChallenge: {
        AuthenticationResult: { AccessToken: 'a', RefreshToken: 'r' },
      },
    });
    const provider = createCognitoSignIn(pool);
    const step = await provider.signIn('u', 'x');
    if (step.kind !== 'challenge') throw new Error('No challenge came.');
    expect(step.facts).toEqual({ secret: 'JBSWY3DP' });
    await expect(provider.setUpFactor(step.continuation, '123456')).resolves.toMatchObject({
      kind: 'signed-in',
    });
    expect(sent.slice(1).map(({ operation, input }) => [operation, input['Session']])).toEqual([
      ['AssociateSoftwareToken', 's1'],
      ['VerifySoftwareToken', 's2'],
      ['AdminRespondToAuthChallenge', 's3'],
    ]);
  });
});

describe('tokens', () => {
  test('refresh keeps the refresh token unless Cognito rotates it', async () => {
    const kept = poolWith({
      GetTokensFromRefreshToken: { AuthenticationResult: { AccessToken: 'a2' } },
    });
    await expect(createCognitoTokens(kept.pool).refresh('r1')).resolves.toEqual({
      accessToken: 'a2',
      refreshToken: 'r1',
    });
    const rotated = poolWith({
      GetTokensFromRefreshToken: {
        AuthenticationResult: { AccessToken: 'a2', RefreshToken: 'r2' },
      },
    });
    await expect(createCognitoTokens(rotated.pool).refresh('r1')).resolves.toMatchObject({
      refreshToken: 'r2',
    });
  });

  test.each(['NotAuthorizedException', 'RefreshTokenReuseException', 'UserNotFoundException'])(
    'refresh ends the session on %s',
    async (name) => {
      const { pool } = poolWith({ GetTokensFromRefreshToken: failure(name) });
      await expect(createCognitoTokens(pool).refresh('r')).rejects.toMatchObject({
        code: 'request.unauthenticated',
      });
    },
  );

  test('revoking what has ended already is fine', async () => {
    const { pool } = poolWith({ RevokeToken: failure('NotAuthorizedException') });
    await expect(createCognitoTokens(pool).revoke('r')).resolves.toBeUndefined();
  });

  test.each([
    { name: 'NotAuthorizedException', code: 'password.current_wrong' },
    { name: 'LimitExceededException', code: 'request.too_many' },
    { name: 'PasswordHistoryPolicyViolationException', code: 'password.refused' },
  ])('$name of a password change is $code', async ({ name, code }) => {
    const { pool } = poolWith({ ChangePassword: failure(name) });
    const change = createCognitoPasswordChanger(pool).changePassword('a', 'old', newPassword);
    await expect(change).rejects.toMatchObject({ code });
  });
});

describe('recovery', () => {
  test.each([
    { name: 'CodeMismatchException', code: 'recovery.refused' },
    { name: 'ExpiredCodeException', code: 'recovery.refused' },
    { name: 'TooManyFailedAttemptsException', code: 'recovery.refused' },
    { name: 'UserNotFoundException', code: 'recovery.refused' },
    { name: 'LimitExceededException', code: 'request.too_many' },
    { name: 'PasswordHistoryPolicyViolationException', code: 'password.refused' },
  ])('$name is $code', async ({ name, code }) => {
    const { pool } = poolWith({ ConfirmForgotPassword: failure(name) });
    const confirm = createCognitoRecovery(pool).confirm('sub', '123456', newPassword);
    await expect(confirm).rejects.toMatchObject({ code });
  });

  test.each([
    { name: 'LimitExceededException', outcome: 'refused' },
    { name: 'InvalidParameterException', outcome: 'refused' },
    { name: 'TooManyRequestsException', outcome: 'thrown' },
    { name: 'CodeDeliveryFailureException', outcome: 'thrown' },
  ])('asking for a code that ends in $name is $outcome', async ({ name, outcome }) => {
    const { pool } = poolWith({ ForgotPassword: failure(name) });
    const result = await createCognitoRecovery(pool)
      .sendCode('sub', { channel: 'email', requestHash: 'hash' })
      .catch(() => 'thrown');
    expect(result).toBe(outcome);
  });
});

describe('administration', () => {
  test('an interrupted invitation finds its account and sends nothing', async () => {
    const { pool } = poolWith({
      AdminCreateUser: failure('UsernameExistsException'),
      AdminGetUser: { Username: 'sub-of-sam' },
    });
    await expect(createCognitoAdministration(pool).invite('sam@example.com')).resolves.toEqual({
      username: 'sub-of-sam',
      sent: false,
    });
  });

  test('an invitation verifies the address that it is sent to', async () => {
    const { pool, sent } = poolWith({ AdminCreateUser: { User: { Username: 'sub-of-sam' } } });
    await createCognitoAdministration(pool).invite('sam@example.com');
    expect(sent[0]?.input['UserAttributes']).toEqual([
      { Name: 'email', Value: 'sam@example.com' },
      { Name: 'email_verified', Value: 'true' },
    ]);
    expect(sent[0]?.input).not.toHaveProperty('MessageAction');
  });

  test('a reset says that an administrator started it', async () => {
    const { pool, sent } = poolWith({});
    await createCognitoAdministration(pool).resetPassword('sub-of-sam');
    expect(sent).toMatchObject([
      {
        operation: 'AdminResetUserPassword',
        input: { UserPoolId: 'pool-1', ClientMetadata: { by: 'administrator' } },
      },
    ]);
  });
});

test('the secret of the client is read once, and again after a failure', async () => {
  let calls = 0;
  const pool = createCognitoPool('pool-1', 'client-1', {
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: {
      handle: async () => {
        calls += 1;
        if (calls === 1) throw new Error('ECONNRESET');
        const body = JSON.stringify({ UserPoolClient: { ClientSecret: 'the-secret' } });
        const headers = { 'content-type': 'application/x-amz-json-1.1' };
        return { response: { statusCode: 200, headers, body: Buffer.from(body) } };
      },
    } as unknown as { handle(): never },
  });
  await expect(pool.clientSecret()).rejects.toThrow('ECONNRESET');
  const hashes = await Promise.all([pool.secretHash('sam'), pool.secretHash('sam')]);
  // printf samclient-1 | openssl dgst -sha256 -hmac the-secret -binary | base64
  const expected = 'jeyLNoNW5+4j1tyYVPluIocewGepuhm7XcMdbF1+aDs=';
  expect(hashes).toEqual([expected, expected]);
  expect(calls).toBe(2);
});
