import {
  AdminDeleteSoftwareTokenCommand,
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  AssociateSoftwareTokenCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { minute, refusal, type ServedPool, servePool } from './served-pool.ts';
import { shownCode } from './software-tokens.ts';

let pool: ServedPool;
let sub: string;
const email = 'ada@example.com';
const account = () => ({ UserPoolId: pool.poolId, Username: email });
const invalid = 'NotAuthorizedException: Invalid session for the user.';

beforeAll(async () => {
  pool = await servePool({ MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] });
});
afterAll(() => pool.close());
beforeEach(async () => {
  pool.cognito.reset();
  sub = await pool.addPerson(email);
});

const associate = (Session: string | undefined) =>
  pool.client.send(new AssociateSoftwareTokenCommand({ Session }));
const verify = (Session: string | undefined, UserCode: string) =>
  pool.client.send(new VerifySoftwareTokenCommand({ Session, UserCode }));
const finish = (Session: string | undefined) => pool.answer('MFA_SETUP', Session, sub, {});
const setUp = async (first: string | undefined) => {
  const { Session: second, SecretCode: secret } = await associate(first);
  const { Session: third } = await verify(second, shownCode(pool, secret!));
  return { secret: secret!, second, third };
};

describe('where the pool insists on a second factor', () => {
  it('one is set up by the sessions of the sign-in, then asked for each time', async () => {
    const asked = await pool.signIn(email);
    expect(asked).toMatchObject({
      ChallengeName: 'MFA_SETUP',
      ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]', USER_ID_FOR_SRP: sub },
    });
    const { secret, third } = await setUp(asked.Session);
    expect((await finish(third)).AuthenticationResult).toBeTruthy();
    expect(await pool.client.send(new AdminGetUserCommand(account()))).toMatchObject({
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
    });
    await pool.clock.advance(minute);
    const again = await pool.signIn(email);
    expect(again.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const given = { SOFTWARE_TOKEN_MFA_CODE: shownCode(pool, secret) };
    const done = await pool.answer('SOFTWARE_TOKEN_MFA', again.Session, sub, given);
    expect(done.AuthenticationResult).toBeTruthy();
  });

  it('a new password is chosen first', async () => {
    const Password = 'temporary-1';
    await pool.client.send(new AdminSetUserPasswordCommand({ ...account(), Password }));
    const { Session } = await pool.signIn(email, Password);
    const chosen = { NEW_PASSWORD: 'chosen-word-1' };
    const asked = await pool.answer('NEW_PASSWORD_REQUIRED', Session, sub, chosen);
    expect(asked.ChallengeName).toBe('MFA_SETUP');
  });

  it('a lost authenticator is set up again', async () => {
    const { Session } = await pool.signIn(email);
    await setUp(Session);
    await pool.client.send(new AdminDeleteSoftwareTokenCommand(account()));
    expect((await pool.signIn(email)).ChallengeName).toBe('MFA_SETUP');
  });

  it('nobody switches it off', async () => {
    await setUp((await pool.signIn(email)).Session);
    const off = new AdminSetUserMFAPreferenceCommand({
      ...account(),
      SoftwareTokenMfaSettings: { Enabled: false },
    });
    expect(await refusal(pool.client.send(off))).toContain('cannot be switched off');
  });
});

describe('the set-up gives no tokens', () => {
  it('before it is done, and for sessions that are used or never were', async () => {
    const { Session } = await pool.signIn(email);
    expect(await refusal(finish(Session))).toContain('NotAuthorizedException');
    const { second, third } = await setUp(Session);
    for (const used of [Session, second, 'x'.repeat(128)]) {
      expect(await refusal(associate(used))).toBe(invalid);
      expect(await refusal(verify(used, '123456'))).toBe(invalid);
      expect(await refusal(finish(used))).toBe(invalid);
    }
    await finish(third);
    expect(await refusal(finish(third))).toBe(invalid);
  });

  it('for a wrong code, which may be tried again', async () => {
    const { Session, SecretCode } = await associate((await pool.signIn(email)).Session);
    const right = shownCode(pool, SecretCode!);
    expect(await refusal(verify(Session, right === '000000' ? '000001' : '000000'))).toBe(
      'EnableSoftwareTokenMFAException: Code mismatch',
    );
    expect(await refusal(verify(Session, right))).toBe('no refusal');
  });

  it('by the session of another challenge, nor with both a session and a token', async () => {
    const Password = 'temporary-1';
    await pool.client.send(new AdminSetUserPasswordCommand({ ...account(), Password }));
    const { Session } = await pool.signIn(email, Password);
    expect(await refusal(associate(Session))).toBe(invalid);
    const both = new AssociateSoftwareTokenCommand({ Session, AccessToken: 'x' });
    expect(await refusal(pool.client.send(both))).toContain('InvalidParameterException');
    expect(await refusal(associate(undefined))).toContain('InvalidParameterException');
  });

  it('after AuthSessionValidity', async () => {
    const { Session } = await pool.signIn(email);
    await pool.clock.advance(15 * minute);
    expect(await refusal(associate(Session))).toContain('session is expired');
  });
});
