import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserMFAPreferenceCommand,
  AssociateSoftwareTokenCommand,
  CompleteWebAuthnRegistrationCommand,
  GetTokensFromRefreshTokenCommand,
  StartWebAuthnRegistrationCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { generate } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPasskeyDevice } from '#test/support/passkey-device';
import {
  minute,
  password,
  poolProperties,
  refusal,
  type ServedPool,
  servePool,
} from './served-pool.ts';

let pool: ServedPool;
let web: Awaited<ReturnType<ServedPool['addClient']>>;
let secret: string;
const email = 'ada@example.com';

beforeAll(async () => {
  pool = await servePool({
    Policies: {
      ...poolProperties.Policies,
      SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] },
    },
    MfaConfiguration: 'OPTIONAL',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    WebAuthnRelyingPartyID: 'example.com',
    WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
  });
  web = await pool.addClient('Choice', {
    GenerateSecret: true,
    ExplicitAuthFlows: ['ALLOW_USER_AUTH'],
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
  });
});
afterAll(() => pool.close());
beforeEach(async () => {
  pool.cognito.reset();
  await pool.addPerson(email);
});

const begin = (parameters: Record<string, string>) =>
  pool.client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: pool.poolId,
      ClientId: web.ClientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: email, SECRET_HASH: web.hash(email), ...parameters },
    }),
  );
const answer = (
  asked: { ChallengeName?: string | undefined; Session?: string | undefined },
  values: Record<string, string>,
) =>
  pool.client.send(
    new AdminRespondToAuthChallengeCommand({
      UserPoolId: pool.poolId,
      ClientId: web.ClientId,
      ChallengeName: asked.ChallengeName as never,
      Session: asked.Session,
      ChallengeResponses: { USERNAME: email, SECRET_HASH: web.hash(email), ...values },
    }),
  );
const byPassword = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: password };
const signIn = async () => (await begin(byPassword)).AuthenticationResult!;
const code = async () => {
  await pool.clock.advance(minute);
  return generate({ secret, epoch: Math.floor(pool.clock.now() / 1_000) });
};
const level = (token: string | undefined) => {
  const { acr, amr } = decodeJwt(token!) as { acr?: string; amr?: string[] };
  return { acr, amr };
};

async function addAuthenticator(AccessToken: string) {
  const made = await pool.client.send(new AssociateSoftwareTokenCommand({ AccessToken }));
  secret = made.SecretCode!;
  const UserCode = await code();
  await pool.client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));
}
const prefer = (more: object) =>
  pool.client.send(
    new AdminSetUserMFAPreferenceCommand({ UserPoolId: pool.poolId, Username: email, ...more }),
  );
async function addPasskey(AccessToken: string) {
  const device = createPasskeyDevice({ origin: 'https://example.com' });
  const started = await pool.client.send(new StartWebAuthnRegistrationCommand({ AccessToken }));
  const Credential = device.create(started.CredentialCreationOptions as never) as never;
  await pool.client.send(new CompleteWebAuthnRegistrationCommand({ AccessToken, Credential }));
  return device;
}

describe('tokens say how somebody signed in', () => {
  it('by a password alone, by the same after a refresh', async () => {
    const first = await signIn();
    const expected = { acr: 'urn:cognito:loa:1', amr: ['pwd'] };
    expect(level(first.AccessToken)).toEqual(expected);
    expect(level(first.IdToken)).toEqual(expected);
    await pool.clock.advance(minute);
    const refreshed = await pool.client.send(
      new GetTokensFromRefreshTokenCommand({
        ClientId: web.ClientId,
        ClientSecret: web.secret,
        RefreshToken: first.RefreshToken,
      }),
    );
    const again = refreshed.AuthenticationResult!.AccessToken!;
    expect(level(again)).toEqual(expected);
    expect(decodeJwt(again)['auth_time']).toBe(decodeJwt(first.AccessToken!)['auth_time']);
  });
});

describe('stepping up', () => {
  it('asks for the authenticator alone where the password is proven, with a new auth_time', async () => {
    const { AccessToken } = await signIn();
    await addAuthenticator(AccessToken!);
    await prefer({ SoftwareTokenMfaSettings: { Enabled: true } });
    const parameters = { TARGET_ACR_VALUES: 'urn:cognito:loa:4', ACCESS_TOKEN: AccessToken! };
    const asked = await begin({ ...parameters, MAX_AGE: '300' });
    expect(asked.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const done = await answer(asked, { SOFTWARE_TOKEN_MFA_CODE: await code() });
    const stepped = done.AuthenticationResult!.AccessToken!;
    expect(level(stepped)).toEqual({ acr: 'urn:cognito:loa:4', amr: ['pwd', 'otp', 'mfa'] });
    expect(decodeJwt(stepped)['auth_time']).toBeGreaterThan(
      decodeJwt(AccessToken!)['auth_time'] as number,
    );
    const again = begin({ ...parameters, ACCESS_TOKEN: stepped });
    expect(await refusal(again)).toContain('already meets');
  });

  it('asks for everything where the last proof is too old, or without a token', async () => {
    const { AccessToken } = await signIn();
    await addAuthenticator(AccessToken!);
    await prefer({ SoftwareTokenMfaSettings: { Enabled: true } });
    const target = { TARGET_ACR_VALUES: 'urn:cognito:loa:4' };
    const old = await begin({ ...target, ACCESS_TOKEN: AccessToken!, MAX_AGE: '10' });
    expect(old.ChallengeName).toBe('PASSWORD');
    const next = await answer(old, { PASSWORD: password });
    expect(next.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect((await begin(target)).ChallengeName).toBe('PASSWORD');
  });

  it('takes the first level of the list that the person can reach', async () => {
    const { AccessToken } = await signIn();
    await addAuthenticator(AccessToken!);
    const device = await addPasskey(AccessToken!);
    const asked = await begin({
      TARGET_ACR_VALUES: 'urn:other:9 urn:cognito:loa:4 urn:cognito:loa:3',
      ACCESS_TOKEN: AccessToken!,
    });
    expect(asked.ChallengeName).toBe('WEB_AUTHN');
    const options = JSON.parse(asked.ChallengeParameters!['CREDENTIAL_REQUEST_OPTIONS']!);
    const done = await answer(asked, { CREDENTIAL: JSON.stringify(device.get(options)) });
    expect(level(done.AuthenticationResult!.AccessToken)).toEqual({
      acr: 'urn:cognito:loa:3',
      amr: ['pwd', 'swk', 'mfa'],
    });
  });

  it.each([
    ['levels the person has no factors for', { TARGET_ACR_VALUES: 'urn:cognito:loa:4' }],
    ['levels that nobody knows', { TARGET_ACR_VALUES: 'urn:other:1' }],
    ['a token without a level', { ACCESS_TOKEN: 'token' }],
  ])('is refused for %s', async (_case, parameters: Record<string, string>) => {
    expect(await refusal(begin(parameters))).toContain('InvalidParameterException');
  });

  it('is refused with somebody else’s token', async () => {
    await pool.addPerson('bob@example.com');
    const login = 'bob@example.com';
    const other = await begin({ ...byPassword, USERNAME: login, SECRET_HASH: web.hash(login) });
    const { AccessToken } = other.AuthenticationResult!;
    await addPasskey((await signIn()).AccessToken!);
    const call = begin({ TARGET_ACR_VALUES: 'urn:cognito:loa:3', ACCESS_TOKEN: AccessToken! });
    expect(await refusal(call)).toContain('NotAuthorizedException');
  });
});

describe('a passkey and second factors', () => {
  it('opens nothing for somebody with MFA until it counts for all factors', async () => {
    const { AccessToken } = await signIn();
    const device = await addPasskey(AccessToken!);
    await addAuthenticator(AccessToken!);
    await prefer({ SoftwareTokenMfaSettings: { Enabled: true } });
    const passkey = () => begin({ PREFERRED_CHALLENGE: 'WEB_AUTHN' });
    expect(await passkey()).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: expect.not.arrayContaining(['WEB_AUTHN']),
    });
    await prefer({ WebAuthnMfaSettings: { Enabled: true } });
    const asked = await passkey();
    const options = JSON.parse(asked.ChallengeParameters!['CREDENTIAL_REQUEST_OPTIONS']!);
    expect(options.userVerification).toBe('required');
    const done = await answer(asked, { CREDENTIAL: JSON.stringify(device.get(options)) });
    expect(level(done.AuthenticationResult!.AccessToken).amr).toEqual(['swk']);
  });

  it('cannot count for all factors where it is the only one', async () => {
    expect(await refusal(prefer({ WebAuthnMfaSettings: { Enabled: true } }))).toContain(
      'InvalidParameterException',
    );
  });
});
