import {
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  DeleteUserAttributesCommand,
  ForgotPasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { day, refusal, type ServedPool, servePool, wrong } from './served-pool.ts';

let pool: ServedPool;
const email = 'ada@example.com';
const next = 'ada@new.example';
const phone = '+4312345678';
const account = () => ({ UserPoolId: pool.poolId, Username: email });
const mismatch = 'CodeMismatchException: Invalid verification code provided, please try again.';
const expired = 'ExpiredCodeException: Invalid code provided, please request a code again.';

beforeAll(async () => {
  pool = await servePool({
    AutoVerifiedAttributes: ['email', 'phone_number'],
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms', ExternalId: 'x' },
  });
});
afterAll(() => pool.close());
let AccessToken: string;
beforeEach(async () => {
  pool.cognito.reset();
  pool.outbox.length = 0;
  await pool.addPerson(email);
  AccessToken = (await pool.signInOpenly(email)).AuthenticationResult!.AccessToken!;
});

const update = (Name: string, Value: string) =>
  pool.client.send(
    new UpdateUserAttributesCommand({ AccessToken, UserAttributes: [{ Name, Value }] }),
  );
const verify = (AttributeName: string, Code: string) =>
  pool.client.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName, Code }));
const requestCode = (AttributeName: string) =>
  pool.client.send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName }));
const attributes = async (Username = email) => {
  const { UserAttributes = [] } = await pool.client.send(
    new AdminGetUserCommand({ ...account(), Username }),
  );
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
};
const otherCode = (code: string) => (code === '000000' ? '000001' : '000000');

describe('a new e-mail address', () => {
  it('takes the place of the old one only when its code is known', async () => {
    const { CodeDeliveryDetailsList } = await update('email', next);
    expect(CodeDeliveryDetailsList).toEqual([
      { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@n***' },
    ]);
    expect(pool.outbox).toMatchObject([{ to: [next] }]);
    expect(await attributes()).toMatchObject({ email, email_verified: 'true' });
    expect(await refusal(pool.signIn(next))).toBe(wrong);
    await verify('email', pool.lastCode());
    expect(await attributes(next)).toMatchObject({ email: next, email_verified: 'true' });
    expect(await refusal(pool.signIn(next))).toBe('no refusal');
    expect(await refusal(pool.signIn(email))).toBe(wrong);
  });

  it('waits as well where an administrator gives it without vouching for it', async () => {
    const UserAttributes = [{ Name: 'email', Value: next }];
    await pool.client.send(new AdminUpdateUserAttributesCommand({ ...account(), UserAttributes }));
    expect(await attributes()).toMatchObject({ email });
    await verify('email', pool.lastCode());
    expect(await attributes(next)).toMatchObject({ email: next });
  });

  it('is forgotten when another one is given', async () => {
    await update('email', 'first@new.example');
    const code = pool.lastCode();
    await update('email', next);
    if (code !== pool.lastCode()) expect(await refusal(verify('email', code))).toBe(mismatch);
    await verify('email', pool.lastCode());
    expect(await attributes(next)).toMatchObject({ email: next });
  });

  it('gets its code again', async () => {
    await update('email', next);
    const { CodeDeliveryDetails } = await requestCode('email');
    expect(CodeDeliveryDetails).toMatchObject({ Destination: 'a***@n***' });
    expect(pool.outbox.map(({ to }) => to)).toEqual([[next], [next]]);
    await verify('email', pool.lastCode());
    expect(await attributes(next)).toMatchObject({ email: next });
  });

  it('is nobody else’s, neither when it is given nor when it is proven', async () => {
    await pool.addPerson('bob@example.com');
    expect(await refusal(update('email', 'bob@example.com'))).toContain('AliasExistsException');
    await update('email', next);
    const code = pool.lastCode();
    await pool.addPerson(next);
    expect(await refusal(verify('email', code))).toContain('AliasExistsException');
    expect(await attributes()).toMatchObject({ email });
  });
});

describe('a code for a contact', () => {
  it('is refused when absent, wrong, of another contact or flow, and after a day', async () => {
    expect(await refusal(verify('email', '123456'))).toBe(expired);
    await update('email', next);
    const code = pool.lastCode();
    expect(await refusal(verify('email', otherCode(code)))).toBe(mismatch);
    expect(await refusal(verify('phone_number', code))).toBe(expired);
    const login = { ClientId: pool.open.ClientId, Username: email };
    await pool.client.send(new ForgotPasswordCommand(login));
    if (code !== pool.lastCode())
      expect(await refusal(verify('email', pool.lastCode()))).toBe(mismatch);
    await pool.clock.advance(day);
    AccessToken = (await pool.signInOpenly(email)).AuthenticationResult!.AccessToken!;
    expect(await refusal(verify('email', code))).toBe(expired);
    expect(await attributes()).toMatchObject({ email });
  });

  it('works once', async () => {
    await requestCode('email');
    await verify('email', pool.lastCode());
    expect(await refusal(verify('email', pool.lastCode()))).toBe(expired);
  });

  it('can be tried and asked for 20 times an hour, then even the right one is refused', async () => {
    await update('email', next);
    for (let count = 1; count < 20; count++)
      expect(await refusal(verify('email', otherCode(pool.lastCode())))).toBe(mismatch);
    expect(await refusal(verify('email', pool.lastCode()))).toContain('LimitExceededException');
    expect(await refusal(requestCode('email'))).toContain('LimitExceededException');
  });

  it('goes by SMS to a number, which counts at once but is unverified', async () => {
    await update('phone_number', phone);
    expect(pool.outbox).toMatchObject([{ kind: 'sms', to: [phone], subject: '' }]);
    expect(await attributes()).toMatchObject({
      phone_number: phone,
      phone_number_verified: 'false',
    });
    await verify('phone_number', pool.lastCode());
    expect(await attributes()).toMatchObject({ phone_number_verified: 'true' });
  });

  it('goes nowhere where there is no contact', async () => {
    expect(await refusal(requestCode('phone_number'))).toContain('User has no phone number');
  });
});

describe('people’s own attributes', () => {
  it('change and go away', async () => {
    await update('name', 'Ada');
    expect(await attributes()).toMatchObject({ name: 'Ada' });
    await pool.client.send(
      new DeleteUserAttributesCommand({ AccessToken, UserAttributeNames: ['name'] }),
    );
    expect(Object.keys(await attributes())).not.toContain('name');
  });

  it('AUTH-16: are not verified by their own word', async () => {
    await update('phone_number', phone);
    expect(await refusal(update('phone_number_verified', 'true'))).toBe(
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    );
    expect(await attributes()).toMatchObject({ phone_number_verified: 'false' });
  });

  it('AUTH-15: are those that the app client may write', async () => {
    const client = await pool.addClient('Narrow', {
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      WriteAttributes: ['name'],
    });
    AccessToken = (await pool.signInOpenly(email, undefined, client)).AuthenticationResult!
      .AccessToken!;
    expect(await refusal(update('name', 'Ada'))).toBe('no refusal');
    expect(await refusal(update('nickname', 'A'))).toContain('NotAuthorizedException');
  });
});
