import {
  AdminGetUserCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserMFAPreferenceCommand,
  type AdminSetUserMFAPreferenceCommandInput,
  AdminUpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lastSent } from './sealed-codes.ts';
import { minute, refusal, type ServedPool, servePool } from './served-pool.ts';
import { addSoftwareToken, preferSoftwareToken, shownCode } from './software-tokens.ts';

let pool: ServedPool;
let sub: string;
const email = 'ada@example.com';
const phone = '+4312345678';
const account = () => ({ UserPoolId: pool.poolId, Username: email });
const mismatch = 'CodeMismatchException: Invalid verification code provided, please try again.';
const invalid = 'NotAuthorizedException: Invalid session for the user.';

beforeAll(async () => {
  pool = await servePool({
    MfaConfiguration: 'OPTIONAL',
    EnabledMfas: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
    SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms', ExternalId: 'x' },
    EmailConfiguration: { EmailSendingAccount: 'DEVELOPER', From: 'crm@example.com' },
    EmailAuthenticationMessage: 'The second step: your code is {####}.',
    LambdaConfig: { CustomSMSSender: { LambdaArn: 'sms', LambdaVersion: 'V1_0' } },
  });
});
afterAll(() => pool.close());
beforeEach(async () => {
  pool.cognito.reset();
  pool.outbox.length = 0;
  pool.senderEvents.length = 0;
  sub = await pool.addPerson(email, { phone_number: phone });
});

type Preference = Omit<AdminSetUserMFAPreferenceCommandInput, 'UserPoolId' | 'Username'>;
const prefer = (preference: Preference) =>
  pool.client.send(new AdminSetUserMFAPreferenceCommand({ ...account(), ...preference }));
const preferSms = () => prefer({ SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
const preferMail = () => prefer({ EmailMfaSettings: { Enabled: true, PreferredMfa: true } });
const smsAnswer = (Session: string | undefined, code: string) =>
  pool.answer('SMS_MFA', Session, sub, { SMS_MFA_CODE: code });
const otherCode = (code: string) => (code === '000000' ? '000001' : '000000');

describe('a code by SMS', () => {
  it('goes to the custom sender as a ciphertext of the pool’s key and lets in', async () => {
    await preferSms();
    const asked = await pool.signIn(email);
    expect(asked).toMatchObject({
      ChallengeName: 'SMS_MFA',
      ChallengeParameters: {
        CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
        CODE_DELIVERY_DESTINATION: '+*******5678',
        USER_ID_FOR_SRP: sub,
      },
    });
    const { code, ...sent } = await lastSent(pool);
    expect(sent).toMatchObject({
      source: 'CustomSMSSender_Authentication',
      clientId: pool.web.ClientId,
      request: { type: 'customSMSSenderRequestV1', clientMetadata: null },
      attributes: { sub, phone_number: phone },
    });
    expect(sent.encryptionContext['userpool-id']).toBe(pool.poolId);
    expect((await smsAnswer(asked.Session, code)).AuthenticationResult).toBeTruthy();
  });

  it('proves the number, which was unverified until then', async () => {
    await preferSms();
    const { Session } = await pool.signIn(email);
    await smsAnswer(Session, (await lastSent(pool)).code);
    const { UserAttributes } = await pool.client.send(new AdminGetUserCommand(account()));
    expect(UserAttributes).toContainEqual({ Name: 'phone_number_verified', Value: 'true' });
  });

  it('counts for its own session only, once, and in time', async () => {
    await preferSms();
    const first = await pool.signIn(email);
    const { code } = await lastSent(pool);
    const second = await pool.signIn(email);
    const newer = (await lastSent(pool)).code;
    if (code !== newer) expect(await refusal(smsAnswer(second.Session, code))).toBe(mismatch);
    expect(await refusal(smsAnswer(first.Session, otherCode(code)))).toBe(mismatch);
    await smsAnswer(first.Session, code);
    expect(await refusal(smsAnswer(first.Session, code))).toBe(invalid);
    await pool.clock.advance(15 * minute);
    expect(await refusal(smsAnswer(second.Session, newer))).toContain('is expired');
  });

  it('is told the metadata of the answer that led to it, never that of the start', async () => {
    await prefer({ SMSMfaSettings: { Enabled: true }, EmailMfaSettings: { Enabled: true } });
    const { Session } = await pool.signIn(email);
    await pool.client.send(
      new AdminRespondToAuthChallengeCommand({
        UserPoolId: pool.poolId,
        ClientId: pool.web.ClientId,
        ChallengeName: 'SELECT_MFA_TYPE',
        Session,
        ChallengeResponses: {
          USERNAME: sub,
          ANSWER: 'SMS_MFA',
          SECRET_HASH: pool.web.hash(sub),
        },
        ClientMetadata: { locale: 'zh' },
      }),
    );
    expect((await lastSent(pool)).request['clientMetadata']).toEqual({ locale: 'zh' });
  });
});

describe('a code by e-mail', () => {
  it('comes in the pool’s own words and lets in', async () => {
    await preferMail();
    const asked = await pool.signIn(email);
    expect(asked).toMatchObject({
      ChallengeName: 'EMAIL_OTP',
      ChallengeParameters: { CODE_DELIVERY_DESTINATION: 'a***@e***' },
    });
    expect(pool.outbox).toMatchObject([{ to: [email], from: 'crm@example.com', kind: 'email' }]);
    const answer = (EMAIL_OTP_CODE: string) =>
      pool.answer('EMAIL_OTP', asked.Session, sub, { EMAIL_OTP_CODE });
    expect(await refusal(answer(otherCode(pool.lastCode())))).toBe(mismatch);
    expect((await answer(pool.lastCode())).AuthenticationResult).toBeTruthy();
  });

  it('is sent at most 20 times an hour', async () => {
    await preferMail();
    for (let count = 0; count < 20; count++) await pool.signIn(email);
    expect(await refusal(pool.signIn(email))).toContain('LimitExceededException');
  });
});

describe('whoever has several factors', () => {
  const enrolAll = async () => {
    const { AuthenticationResult } = await pool.signIn(email);
    const secret = await addSoftwareToken(pool, AuthenticationResult!.AccessToken!);
    const on = { Enabled: true };
    await prefer({ SMSMfaSettings: on, SoftwareTokenMfaSettings: on, EmailMfaSettings: on });
    return secret;
  };
  const select = (Session: string | undefined, ANSWER: string) =>
    pool.answer('SELECT_MFA_TYPE', Session, sub, { ANSWER });

  it('and prefers none chooses one at each sign-in', async () => {
    const secret = await enrolAll();
    const asked = await pool.signIn(email);
    expect(asked.ChallengeName).toBe('SELECT_MFA_TYPE');
    expect(JSON.parse(asked.ChallengeParameters!['MFAS_CAN_CHOOSE']!)).toEqual([
      'SMS_MFA',
      'SOFTWARE_TOKEN_MFA',
      'EMAIL_OTP',
    ]);
    expect(await refusal(select(asked.Session, 'WEB_AUTHN'))).toContain('InvalidParameter');
    const chosen = await select(asked.Session, 'SOFTWARE_TOKEN_MFA');
    expect(chosen.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect(await refusal(select(asked.Session, 'SMS_MFA'))).toBe(invalid);
    const given = { SOFTWARE_TOKEN_MFA_CODE: shownCode(pool, secret) };
    const { AuthenticationResult } = await pool.answer(
      'SOFTWARE_TOKEN_MFA',
      chosen.Session,
      sub,
      given,
    );
    expect(AuthenticationResult!.AccessToken).toBeTruthy();
  });

  it('is asked for the preferred one alone', async () => {
    await enrolAll();
    await preferSoftwareToken(pool, email);
    expect((await pool.signIn(email)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    await preferSms();
    expect((await pool.signIn(email)).ChallengeName).toBe('SMS_MFA');
    await prefer({ SMSMfaSettings: { Enabled: false } });
    expect((await pool.signIn(email)).ChallengeName).toBe('SELECT_MFA_TYPE');
  });

  it.each<[string, Preference]>([
    [
      'two are preferred',
      {
        SMSMfaSettings: { Enabled: true, PreferredMfa: true },
        EmailMfaSettings: { Enabled: true, PreferredMfa: true },
      },
    ],
    ['one that is off is preferred', { SMSMfaSettings: { Enabled: false, PreferredMfa: true } }],
    ['one that was never on is preferred', { SMSMfaSettings: { PreferredMfa: true } }],
    ['there is no authenticator', { SoftwareTokenMfaSettings: { Enabled: true } }],
  ])('keeps the old setting where %s', async (_case, preference) => {
    expect(await refusal(prefer(preference))).toContain('InvalidParameterException');
    expect((await pool.signIn(email)).AuthenticationResult).toBeTruthy();
  });

  it('cannot use a number that is not there', async () => {
    const none = [{ Name: 'phone_number', Value: '' }];
    await preferSms();
    await pool.client.send(
      new AdminUpdateUserAttributesCommand({ ...account(), UserAttributes: none }),
    );
    expect(await refusal(preferSms())).toContain('does not have delivery config');
    expect((await pool.signIn(email)).AuthenticationResult).toBeTruthy();
  });
});
