import {
  AdminDeleteSoftwareTokenCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AssociateSoftwareTokenCommand,
  GetTokensFromRefreshTokenCommand,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { minute, refusal, type ServedPool, servePool } from './served-pool.ts';
import { addSoftwareToken, preferSoftwareToken, shownCode } from './software-tokens.ts';

let pool: ServedPool;
let sub: string;
const email = 'ada@example.com';
const account = () => ({ UserPoolId: pool.poolId, Username: email });
const mismatch = 'CodeMismatchException: Invalid verification code provided, please try again.';
const invalid = 'NotAuthorizedException: Invalid session for the user.';
const replayed = 'ExpiredCodeException: Your software token has already been used once.';

beforeAll(async () => {
  pool = await servePool({ MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] });
});
afterAll(() => pool.close());
beforeEach(async () => {
  pool.cognito.reset();
  sub = await pool.addPerson(email);
});

const accessToken = async () => (await pool.signIn(email)).AuthenticationResult!.AccessToken!;
const enrol = async () => {
  const secret = await addSoftwareToken(pool, await accessToken(), 'Pocket');
  await preferSoftwareToken(pool, email);
  return secret;
};
const answer = (Session: string | undefined, code: string, username = sub) =>
  pool.answer('SOFTWARE_TOKEN_MFA', Session, username, { SOFTWARE_TOKEN_MFA_CODE: code });

describe('an authenticator', () => {
  it('is asked for after the password through the Admin flow, and then tokens live as any others', async () => {
    const secret = await enrol();
    const asked = await pool.signIn(email);
    expect(asked).toMatchObject({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      ChallengeParameters: { USER_ID_FOR_SRP: sub, FRIENDLY_DEVICE_NAME: 'Pocket' },
    });
    expect(asked.AuthenticationResult).toBeUndefined();
    const { AuthenticationResult } = await answer(asked.Session, shownCode(pool, secret));
    const refreshed = await pool.client.send(
      new GetTokensFromRefreshTokenCommand({
        ClientId: pool.web.ClientId,
        ClientSecret: pool.web.secret,
        RefreshToken: AuthenticationResult!.RefreshToken,
      }),
    );
    expect(refreshed.AuthenticationResult!.AccessToken).toBeTruthy();
  });

  it.each([-30, 0, 30])('may be %i seconds off', async (seconds) => {
    const secret = await enrol();
    await pool.clock.advance(minute);
    const { Session } = await pool.signIn(email);
    expect(await refusal(answer(Session, shownCode(pool, secret, seconds)))).toBe('no refusal');
  });

  it.each([-60, 60])('may not be %i seconds off', async (seconds) => {
    const secret = await enrol();
    await pool.clock.advance(2 * minute);
    const { Session } = await pool.signIn(email);
    expect(await refusal(answer(Session, shownCode(pool, secret, seconds)))).toBe(mismatch);
  });

  it('counts only once it is verified, and only once the person wants it', async () => {
    const AccessToken = await accessToken();
    const prefer = new SetUserMFAPreferenceCommand({
      AccessToken,
      SoftwareTokenMfaSettings: { Enabled: true },
    });
    await pool.client.send(new AssociateSoftwareTokenCommand({ AccessToken }));
    expect(await refusal(pool.client.send(prefer))).toBe(
      'InvalidParameterException: User has not verified software token mfa',
    );
    await addSoftwareToken(pool, AccessToken);
    expect((await pool.signIn(email)).AuthenticationResult).toBeTruthy();
    await pool.client.send(prefer);
    expect((await pool.signIn(email)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect(await pool.client.send(new AdminGetUserCommand(account()))).toMatchObject({
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
    });
  });

  it('is verified by its own code only', async () => {
    const AccessToken = await accessToken();
    const verify = (UserCode: string) =>
      refusal(pool.client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode })));
    expect(await verify('123456')).toContain('InvalidParameterException');
    const [first, second] = [
      await pool.client.send(new AssociateSoftwareTokenCommand({ AccessToken })),
      await pool.client.send(new AssociateSoftwareTokenCommand({ AccessToken })),
    ];
    expect(await verify(shownCode(pool, first.SecretCode!))).toBe(
      'EnableSoftwareTokenMFAException: Code mismatch',
    );
    expect(await verify(shownCode(pool, second.SecretCode!))).toBe('no refusal');
  });

  it('stays until another one is verified in its place', async () => {
    const secret = await enrol();
    const first = await pool.signIn(email);
    const { AuthenticationResult } = await answer(first.Session, shownCode(pool, secret));
    const AccessToken = AuthenticationResult!.AccessToken!;
    await pool.client.send(new AssociateSoftwareTokenCommand({ AccessToken }));
    await pool.clock.advance(minute);
    const again = await pool.signIn(email);
    await answer(again.Session, shownCode(pool, secret));
    const other = await addSoftwareToken(pool, AccessToken);
    const { Session } = await pool.signIn(email);
    expect(await refusal(answer(Session, shownCode(pool, secret)))).toBe(mismatch);
    expect(await refusal(answer(Session, shownCode(pool, other)))).toBe('no refusal');
  });

  it('can be lost: an administrator deletes it, and the password alone signs in', async () => {
    await enrol();
    await pool.client.send(new AdminDeleteSoftwareTokenCommand(account()));
    expect((await pool.signIn(email)).AuthenticationResult).toBeTruthy();
    const { UserMFASettingList, PreferredMfaSetting } = await pool.client.send(
      new AdminGetUserCommand(account()),
    );
    expect([UserMFASettingList, PreferredMfaSetting]).toEqual([undefined, undefined]);
  });
});

describe('a code of the authenticator', () => {
  it('ASVS 6.5.1: a TOTP replay is refused, in another sign-in too and after it verified the authenticator', async () => {
    const associated = await pool.client.send(
      new AssociateSoftwareTokenCommand({ AccessToken: await accessToken() }),
    );
    const secret = associated.SecretCode!;
    const code = shownCode(pool, secret);
    const verify = { AccessToken: await accessToken(), UserCode: code };
    await pool.client.send(new VerifySoftwareTokenCommand(verify));
    await preferSoftwareToken(pool, email);
    const { Session } = await pool.signIn(email);
    expect(await refusal(answer(Session, code))).toBe(replayed);
    await pool.clock.advance(30_000);
    const next = shownCode(pool, secret);
    await answer(Session, next);
    const again = await pool.signIn(email);
    expect(await refusal(answer(again.Session, next))).toBe(replayed);
    expect(await refusal(answer(again.Session, shownCode(pool, secret, -30)))).toBe(replayed);
  });

  it('works once for two who are equally fast', async () => {
    const secret = await enrol();
    const [one, other] = [await pool.signIn(email), await pool.signIn(email)];
    const code = shownCode(pool, secret);
    const both = await Promise.all([
      refusal(answer(one.Session, code)),
      refusal(answer(other.Session, code)),
    ]);
    expect(both.toSorted()).toEqual([replayed, 'no refusal']);
  });

  it('is worth nothing without the password: never-issued, reused and foreign sessions', async () => {
    const secret = await enrol();
    const { Session } = await pool.signIn(email);
    expect(await refusal(answer('x'.repeat(128), shownCode(pool, secret)))).toBe(invalid);
    const other = await pool.addPerson('bob@example.com');
    expect(await refusal(answer(Session, shownCode(pool, secret), other))).toBe(invalid);
    await answer(Session, shownCode(pool, secret));
    await pool.clock.advance(30_000);
    expect(await refusal(answer(Session, shownCode(pool, secret)))).toBe(invalid);
  });

  it('must be there and answer this challenge', async () => {
    await enrol();
    const { Session } = await pool.signIn(email);
    const absent = pool.answer('SOFTWARE_TOKEN_MFA', Session, sub, {});
    expect(await refusal(absent)).toContain('Missing required parameter SOFTWARE_TOKEN_MFA_CODE');
    const another = pool.answer('SMS_MFA', Session, sub, { SMS_MFA_CODE: '123456' });
    expect(await refusal(another)).toBe(invalid);
    for (const code of ['12345', '1234567', 'abcdef', '１２３４５６'])
      expect(await refusal(answer(Session, code))).toContain('Exception');
  });

  it('AUTH-20: locks out like a wrong password, which the right password does not forgive', async () => {
    const secret = await enrol();
    const { Session } = await pool.signIn(email);
    for (let count = 0; count < 4; count++)
      expect(await refusal(answer(Session, '000000'))).toBe(mismatch);
    const { Session: another } = await pool.signIn(email);
    expect(await refusal(answer(another, '000000'))).toBe(mismatch);
    const locked = 'NotAuthorizedException: Password attempts exceeded';
    expect(await refusal(answer(another, shownCode(pool, secret)))).toBe(locked);
    expect(await refusal(pool.signIn(email))).toBe(locked);
    await pool.clock.advance(1_000);
    expect(await refusal(answer(another, shownCode(pool, secret)))).toBe('no refusal');
  });

  it('comes too late after AuthSessionValidity or once the person is disabled', async () => {
    const secret = await enrol();
    const late = await pool.signIn(email);
    await pool.clock.advance(15 * minute);
    expect(await refusal(answer(late.Session, shownCode(pool, secret)))).toContain('is expired');
    const { Session } = await pool.signIn(email);
    await pool.client.send(new AdminDisableUserCommand(account()));
    expect(await refusal(answer(Session, shownCode(pool, secret)))).toBe(invalid);
  });

  it('is asked for by the public flow as well', async () => {
    const secret = await enrol();
    const { ChallengeName, Session } = await pool.signInOpenly(email);
    const { AuthenticationResult } = await pool.client.send(
      new RespondToAuthChallengeCommand({
        ClientId: pool.open.ClientId,
        ChallengeName,
        Session,
        ChallengeResponses: {
          USERNAME: sub,
          SOFTWARE_TOKEN_MFA_CODE: shownCode(pool, secret),
        },
      }),
    );
    expect(AuthenticationResult!.AccessToken).toBeTruthy();
  });
});
