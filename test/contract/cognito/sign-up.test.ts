import {
  AdminConfirmSignUpCommand,
  AdminGetUserCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  ListUsersCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
  type SignUpCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  day,
  password,
  refusal,
  type ServedPool,
  servePool,
  type TriggerEvent,
} from './served-pool.ts';

let pool: ServedPool;
let events: TriggerEvent[];
const email = 'ada@example.com';
const stranger = 'nobody@example.com';
const mismatch = 'CodeMismatchException: Invalid verification code provided, please try again.';
const expired = 'ExpiredCodeException: Invalid code provided, please request a code again.';
const otherCode = (code: string) => (code === '000000' ? '000001' : '000000');

beforeAll(async () => {
  pool = await servePool({
    LambdaConfig: { PreSignUp: 'PreSignUp', PostConfirmation: 'PostConfirmation' },
  });
});
afterAll(() => pool.close());
beforeEach(() => {
  pool.cognito.reset();
  pool.outbox.length = 0;
  events = [];
  for (const name of ['PreSignUp', 'PostConfirmation'])
    pool.triggers[name] = (event) => {
      events.push(event);
      return {};
    };
});

const as = (Username: string) => ({
  ClientId: pool.web.ClientId,
  SecretHash: pool.web.hash(Username),
  Username,
});
const signUp = (more: Partial<SignUpCommandInput> = {}, login = email) =>
  pool.client.send(new SignUpCommand({ ...as(login), Password: password, ...more }));
const confirm = (ConfirmationCode: string, login = email) =>
  pool.client.send(new ConfirmSignUpCommand({ ...as(login), ConfirmationCode }));
const resend = (login = email) => pool.client.send(new ResendConfirmationCodeCommand(as(login)));
const view = () =>
  pool.client.send(new AdminGetUserCommand({ UserPoolId: pool.poolId, Username: email }));

describe('a person who signs up', () => {
  it('confirms with the code that was mailed, and signs in', async () => {
    const answer = await signUp();
    expect(answer).toMatchObject({
      UserConfirmed: false,
      CodeDeliveryDetails: { Destination: 'a***@e***', AttributeName: 'email' },
    });
    expect(await view()).toMatchObject({ UserStatus: 'UNCONFIRMED', Username: answer.UserSub });
    expect(await refusal(pool.signIn(email))).toContain('UserNotConfirmedException');
    await confirm(pool.lastCode());
    const { UserStatus, UserAttributes } = await view();
    expect(UserStatus).toBe('CONFIRMED');
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
    expect((await pool.signIn(email)).AuthenticationResult).toBeTruthy();
  });

  it('is known to the triggers before and after, with the metadata of each call', async () => {
    const ValidationData = [{ Name: 'invitation', Value: 'x' }];
    await signUp({ ValidationData, ClientMetadata: { locale: 'zh' } });
    await confirm(pool.lastCode());
    expect(events).toMatchObject([
      {
        triggerSource: 'PreSignUp_SignUp',
        callerContext: { clientId: pool.web.ClientId },
        request: {
          userAttributes: { email },
          validationData: { invitation: 'x' },
          clientMetadata: { locale: 'zh' },
        },
      },
      {
        triggerSource: 'PostConfirmation_ConfirmSignUp',
        request: { userAttributes: { email, 'cognito:user_status': 'CONFIRMED' } },
      },
    ]);
  });

  it('is confirmed at once where PreSignUp says so', async () => {
    pool.triggers['PreSignUp'] = () => ({ autoConfirmUser: true, autoVerifyEmail: true });
    expect((await signUp()).UserConfirmed).toBe(true);
    expect(pool.outbox).toEqual([]);
    expect(events).toMatchObject([{ triggerSource: 'PostConfirmation_ConfirmSignUp' }]);
    expect((await pool.signIn(email)).AuthenticationResult).toBeTruthy();
  });

  it('is not made where PreSignUp refuses', async () => {
    pool.triggers['PreSignUp'] = () => {
      throw new Error('not invited');
    };
    expect(await refusal(signUp())).toBe(
      'UserLambdaValidationException: PreSignUp failed with error not invited.',
    );
    const { Users } = await pool.client.send(new ListUsersCommand({ UserPoolId: pool.poolId }));
    expect(Users).toEqual([]);
  });

  it('is confirmed by an administrator without a code', async () => {
    await signUp();
    const account = { UserPoolId: pool.poolId, Username: email };
    await pool.client.send(new AdminConfirmSignUpCommand(account));
    expect((await view()).UserStatus).toBe('CONFIRMED');
    expect(await refusal(confirm(pool.lastCode()))).toContain('Current status is CONFIRMED');
    expect(await refusal(pool.client.send(new AdminConfirmSignUpCommand(account)))).toContain(
      'NotAuthorizedException',
    );
  });
});

describe('the code of a sign-up', () => {
  it('comes again, and only the newest counts', async () => {
    await signUp();
    const first = pool.lastCode();
    expect((await resend()).CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL' });
    if (first !== pool.lastCode()) expect(await refusal(confirm(first))).toBe(mismatch);
    await confirm(pool.lastCode());
    expect(await refusal(resend())).toBe('InvalidParameterException: User is already confirmed.');
  });

  it('is refused when wrong or expired, and never resets a password', async () => {
    await signUp();
    const code = pool.lastCode();
    expect(await refusal(confirm(otherCode(code)))).toBe(mismatch);
    await pool.clock.advance(day);
    expect(await refusal(confirm(code))).toBe(expired);
    const forgot = pool.client.send(new ForgotPasswordCommand(as(email)));
    expect(await refusal(forgot)).toBe('no refusal');
    expect(pool.outbox).toHaveLength(1);
  });

  it('can be tried 20 times an hour, the 21st attempt is refused even with the right one', async () => {
    await signUp();
    for (let count = 0; count < 20; count++)
      expect(await refusal(confirm(otherCode(pool.lastCode())))).toBe(mismatch);
    expect(await refusal(confirm(pool.lastCode()))).toContain('LimitExceededException');
  });

  it('AUTH-18: says nothing of who exists', async () => {
    expect((await resend(stranger)).CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: 'n***@e***',
    });
    expect(pool.outbox).toEqual([]);
    expect(await refusal(confirm('123456', stranger))).toBe(mismatch);
  });
});

describe('a sign-up is refused', () => {
  it.each<[string, string, Partial<SignUpCommandInput>]>([
    ['with a weak password', 'InvalidPasswordException', { Password: 'short1-' }],
    ['without its SECRET_HASH', 'SECRET_HASH was not received', { SecretHash: undefined }],
    [
      'with a contact verified by its own word',
      'unauthorized attribute',
      { UserAttributes: [{ Name: 'email_verified', Value: 'true' }] },
    ],
    [
      'with an attribute that does not exist',
      'is not defined',
      { UserAttributes: [{ Name: 'custom:none', Value: 'x' }] },
    ],
  ])('%s', async (_case, reason, more) => {
    expect(await refusal(signUp(more))).toContain(reason);
    expect(events).toEqual([]);
  });

  it('for a name that is taken', async () => {
    await pool.addPerson(email);
    expect(await refusal(signUp())).toContain('UsernameExistsException');
  });

  it('AUTH-17: where only administrators make accounts', async () => {
    const closed = await servePool({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    const command = new SignUpCommand({
      ClientId: closed.open.ClientId,
      Username: email,
      Password: password,
    });
    expect(await refusal(closed.client.send(command))).toBe(
      'NotAuthorizedException: SignUp is not permitted for this user pool',
    );
    await closed.close();
  });
});
