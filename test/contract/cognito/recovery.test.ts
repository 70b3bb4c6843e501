import {
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  ConfirmForgotPasswordCommand,
  type ConfirmForgotPasswordCommandInput,
  ForgotPasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lastSent } from './sealed-codes.ts';
import {
  hour,
  password,
  refusal,
  type ServedPool,
  servePool,
  type TriggerEvent,
  wrong,
} from './served-pool.ts';

let pool: ServedPool;
let sub: string;
let events: TriggerEvent[];
const email = 'ada@example.com';
const stranger = 'nobody@example.com';
const phone = '+4312345678';
const chosen = 'chosen-word-1';
const account = () => ({ UserPoolId: pool.poolId, Username: email });
const mismatch = 'CodeMismatchException: Invalid verification code provided, please try again.';
const expired = 'ExpiredCodeException: Invalid code provided, please request a code again.';
const limit = 'LimitExceededException: Attempt limit exceeded, please try after some time.';
const otherCode = (code: string) => (code === '000000' ? '000001' : '000000');

beforeAll(async () => {
  pool = await servePool({
    MfaConfiguration: 'OPTIONAL',
    EnabledMfas: ['SMS_MFA', 'EMAIL_OTP'],
    SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms', ExternalId: 'x' },
    EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' },
    LambdaConfig: {
      PostConfirmation: 'PostConfirmation',
      CustomEmailSender: { LambdaArn: 'mail', LambdaVersion: 'V1_0' },
      CustomSMSSender: { LambdaArn: 'sms', LambdaVersion: 'V1_0' },
    },
  });
});
afterAll(() => pool.close());
beforeEach(async () => {
  pool.cognito.reset();
  pool.senderEvents.length = 0;
  events = [];
  pool.triggers['PostConfirmation'] = (event) => {
    events.push(event);
    return {};
  };
  sub = await pool.addPerson(email);
});

const as = (Username: string) => ({
  ClientId: pool.web.ClientId,
  SecretHash: pool.web.hash(Username),
  Username,
});
const forget = (login = email, ClientMetadata?: Record<string, string>) =>
  pool.client.send(new ForgotPasswordCommand({ ...as(login), ClientMetadata }));
const confirm = (
  ConfirmationCode: string,
  more: Partial<ConfirmForgotPasswordCommandInput> = {},
  login = email,
) =>
  pool.client.send(
    new ConfirmForgotPasswordCommand({
      ...as(login),
      ConfirmationCode,
      Password: chosen,
      ...more,
    }),
  );
const requestCode = async () => {
  await forget();
  return (await lastSent(pool)).code;
};
const isUnchanged = async () =>
  expect((await pool.signIn(email)).AuthenticationResult).toBeTruthy();

describe('a forgotten password', () => {
  it('is replaced with the code that the sender got, sealed and with its metadata', async () => {
    await forget(email, { channel: 'email', rid: 'r1' });
    const { code, ...sent } = await lastSent(pool);
    expect(sent).toMatchObject({
      source: 'CustomEmailSender_ForgotPassword',
      clientId: pool.web.ClientId,
      request: {
        type: 'customEmailSenderRequestV1',
        clientMetadata: { channel: 'email', rid: 'r1' },
      },
      attributes: { sub, email },
    });
    expect(JSON.stringify(sent)).not.toContain(code);
    await confirm(code, { ClientMetadata: { rid: 'r1' } });
    expect(await refusal(pool.signIn(email))).toBe(wrong);
    expect((await pool.signIn(email, chosen)).AuthenticationResult).toBeTruthy();
    expect(events).toMatchObject([
      {
        triggerSource: 'PostConfirmation_ConfirmForgotPassword',
        userName: sub,
        request: { clientMetadata: { rid: 'r1' } },
      },
    ]);
  });

  it('leaves tokens alone: signing out is the caller’s own matter', async () => {
    const { AccessToken } = (await pool.signIn(email)).AuthenticationResult!;
    await confirm(await requestCode());
    expect(await refusal(pool.client.send(new GetUserCommand({ AccessToken })))).toBe('no refusal');
  });

  it('that an administrator reset is chosen anew in the same way', async () => {
    await pool.client.send(
      new AdminResetUserPasswordCommand({ ...account(), ClientMetadata: { by: 'admin' } }),
    );
    const { code, source, request } = await lastSent(pool);
    expect(source).toBe('CustomEmailSender_ForgotPassword');
    expect(request['clientMetadata']).toEqual({ by: 'admin' });
    expect(await refusal(pool.signIn(email))).toContain('PasswordResetRequiredException');
    await confirm(code);
    const { UserStatus } = await pool.client.send(new AdminGetUserCommand(account()));
    expect(UserStatus).toBe('CONFIRMED');
  });
});

describe('a new password is refused', () => {
  it('with the code absent: no reset was ever requested', async () => {
    expect(await refusal(confirm('123456'))).toBe(expired);
    const none = confirm('', { ConfirmationCode: undefined });
    expect(await refusal(none)).toContain('InvalidParameterException');
    await isUnchanged();
  });

  it('with a code of another flow', async () => {
    const { AccessToken } = (await pool.signIn(email)).AuthenticationResult!;
    await pool.client.send(
      new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: 'email' }),
    );
    expect(await refusal(confirm((await lastSent(pool)).code))).toBe(expired);
    await isUnchanged();
  });

  it('AUTH-07: with an expired code', async () => {
    const code = await requestCode();
    await pool.clock.advance(hour);
    expect(await refusal(confirm(code))).toBe(expired);
    await isUnchanged();
  });

  it('AUTH-07: with a used code', async () => {
    const code = await requestCode();
    await confirm(code);
    expect(await refusal(confirm(code, { Password: 'chosen-word-2' }))).toBe(expired);
  });

  it('with the code of somebody else', async () => {
    await pool.addPerson('bob@example.com');
    const mine = await requestCode();
    await forget('bob@example.com');
    const his = (await lastSent(pool)).code;
    if (mine !== his) expect(await refusal(confirm(his))).toBe(mismatch);
  });

  it('AUTH-20: at the 21st attempt within an hour, even with the right code', async () => {
    const code = await requestCode();
    for (let count = 1; count < 20; count++)
      expect(await refusal(confirm(otherCode(code)))).toBe(mismatch);
    expect(await refusal(confirm(code))).toBe(limit);
    expect(await refusal(forget())).toBe(limit);
    await isUnchanged();
    await pool.clock.advance(hour);
    await confirm(await requestCode());
  });

  it('where it is weak or was used before; the code remains', async () => {
    const code = await requestCode();
    expect(await refusal(confirm(code, { Password: 'weak-word' }))).toContain(
      'InvalidPasswordException',
    );
    expect(await refusal(confirm(code, { Password: password }))).toContain(
      'PasswordHistoryPolicyViolationException',
    );
    expect(await refusal(confirm(code))).toBe('no refusal');
  });

  it('without the SECRET_HASH, through any operation', async () => {
    const command = new ForgotPasswordCommand({ ClientId: pool.web.ClientId, Username: email });
    expect(await refusal(pool.client.send(command))).toContain('SECRET_HASH was not received');
    const code = await requestCode();
    expect(await refusal(confirm(code, { SecretHash: undefined }))).toContain(
      'SECRET_HASH was not received',
    );
    await isUnchanged();
  });

  it('for people with a temporary password or who are disabled', async () => {
    const Password = 'temporary-1';
    await pool.client.send(new AdminSetUserPasswordCommand({ ...account(), Password }));
    expect(await refusal(forget())).toBe(
      'NotAuthorizedException: User password cannot be reset in the current state.',
    );
    await pool.client.send(new AdminDisableUserCommand(account()));
    expect(await refusal(confirm('123456'))).toBe(mismatch);
  });
});

describe('the way of the code', () => {
  const addPhone = async () => {
    pool.cognito.reset();
    await pool.addPerson(email, { phone_number: phone, phone_number_verified: 'true' });
  };
  const prefer = (setting: 'SMSMfaSettings' | 'EmailMfaSettings') =>
    pool.client.send(
      new AdminSetUserMFAPreferenceCommand({
        ...account(),
        [setting]: { Enabled: true, PreferredMfa: true },
      }),
    );

  it('is the first contact of the pool’s order that is not the person’s second factor', async () => {
    await addPhone();
    expect((await forget()).CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL' });
    await prefer('EmailMfaSettings');
    expect((await forget()).CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'SMS' });
    expect((await lastSent(pool)).source).toBe('CustomSMSSender_ForgotPassword');
    await prefer('SMSMfaSettings');
    expect((await forget()).CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL' });
  });

  it('does not exist where the only contact is the second factor, which is hidden or said', async () => {
    await prefer('EmailMfaSettings');
    expect((await forget()).CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL' });
    expect(pool.senderEvents).toEqual([]);
    const openly = new ForgotPasswordCommand({ ClientId: pool.open.ClientId, Username: email });
    expect(await refusal(pool.client.send(openly))).toContain('InvalidParameterException');
  });
});

describe('somebody who does not exist', () => {
  it('AUTH-03: seems to get a code, which fits no more than a wrong one', async () => {
    expect(await forget(stranger)).toMatchObject({
      CodeDeliveryDetails: { Destination: 'n***@e***', DeliveryMedium: 'EMAIL' },
    });
    expect(pool.senderEvents).toEqual([]);
    expect(await refusal(confirm('123456', {}, stranger))).toBe(mismatch);
    for (let count = 2; count < 20; count++) await refusal(forget(stranger));
    expect(await refusal(forget(stranger))).toBe(limit);
  });
});
