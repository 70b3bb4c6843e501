import { confirmSignIn, signIn, signOut } from '@aws-amplify/auth/cognito';
import {
  AdminDisableUserCommand,
  AdminGetUserAuthFactorsCommand,
  AdminInitiateAuthCommand,
  AdminResetUserPasswordCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
  type ChallengeNameType,
  GetUserAuthFactorsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pointAmplifyAt } from './amplify-client.ts';
import {
  minute,
  password,
  poolProperties,
  refusal,
  type ServedPool,
  servePool,
  wrong,
} from './served-pool.ts';

let pool: ServedPool;
let client: Awaited<ReturnType<ServedPool['addClient']>>;
let sub: string;
const email = 'ada@example.com';
const stranger = 'nobody@example.com';
const phone = '+4312345678';
const mismatch = 'CodeMismatchException: Invalid verification code provided, please try again.';
const invalid = 'NotAuthorizedException: Invalid session for the user.';
const account = () => ({ UserPoolId: pool.poolId, Username: email });

beforeAll(async () => {
  pool = await servePool({
    MfaConfiguration: 'OPTIONAL',
    EnabledMfas: ['SMS_MFA', 'EMAIL_OTP'],
    SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms', ExternalId: 'x' },
    EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' },
    Policies: {
      ...poolProperties.Policies,
      SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] },
    },
  });
  client = await pool.addClient('Choice', {
    GenerateSecret: true,
    ExplicitAuthFlows: ['ALLOW_USER_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
  });
});
afterAll(() => pool.close());
beforeEach(async () => {
  pool.cognito.reset();
  pool.outbox.length = 0;
  sub = await pool.addPerson(email, { phone_number: phone });
});

const begin = (parameters: Record<string, string> = {}, login = email) =>
  pool.client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: pool.poolId,
      ClientId: client.ClientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: login, SECRET_HASH: client.hash(login), ...parameters },
    }),
  );
const answer = (
  ChallengeName: ChallengeNameType,
  Session: string | undefined,
  given: Record<string, string>,
  username = email,
) =>
  pool.client.send(
    new AdminRespondToAuthChallengeCommand({
      UserPoolId: pool.poolId,
      ClientId: client.ClientId,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: username, SECRET_HASH: client.hash(username), ...given },
    }),
  );
const otherCode = (code: string) => (code === '000000' ? '000001' : '000000');
const preferSms = () =>
  pool.client.send(
    new AdminSetUserMFAPreferenceCommand({
      ...account(),
      SMSMfaSettings: { Enabled: true, PreferredMfa: true },
    }),
  );
const all = ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP'];

describe('the choice of a first factor', () => {
  it('offers what the pool allows and the person has', async () => {
    expect(await begin()).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: all,
    });
  });

  it('leads to the chosen one', async () => {
    const asked = await begin();
    const chosen = await answer('SELECT_CHALLENGE', asked.Session, { ANSWER: 'SMS_OTP' });
    expect(chosen).toMatchObject({
      ChallengeName: 'SMS_OTP',
      ChallengeParameters: { CODE_DELIVERY_DESTINATION: '+*******5678' },
    });
    expect(await refusal(answer('SELECT_CHALLENGE', asked.Session, { ANSWER: 'EMAIL_OTP' }))).toBe(
      invalid,
    );
    const done = await answer('SMS_OTP', chosen.Session, { SMS_OTP_CODE: pool.lastCode() });
    expect(done.AuthenticationResult).toBeTruthy();
  });

  it('takes the password in the same call', async () => {
    const { Session } = await begin();
    const given = { ANSWER: 'PASSWORD', PASSWORD: password };
    expect((await answer('SELECT_CHALLENGE', Session, given)).AuthenticationResult).toBeTruthy();
  });

  it.each(['WEB_AUTHN', 'SOFTWARE_TOKEN_MFA', 'NEW_PASSWORD_REQUIRED', '__proto__'])(
    'does not lead to %s',
    async (ANSWER) => {
      const { Session } = await begin();
      expect(await refusal(answer('SELECT_CHALLENGE', Session, { ANSWER }))).toContain(
        'InvalidParameterException',
      );
    },
  );

  it('is shown to its owner and to administrators', async () => {
    const own = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: password };
    const { AccessToken } = (await begin(own)).AuthenticationResult!;
    const expected = {
      Username: sub,
      ConfiguredUserAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'],
    };
    expect(await pool.client.send(new GetUserAuthFactorsCommand({ AccessToken }))).toMatchObject(
      expected,
    );
    await preferSms();
    expect(await pool.client.send(new AdminGetUserAuthFactorsCommand(account()))).toMatchObject({
      ...expected,
      ConfiguredUserAuthFactors: ['PASSWORD'],
      PreferredMfaSetting: 'SMS_MFA',
      UserMFASettingList: ['SMS_MFA'],
    });
  });
});

describe('a one-time code as the first factor', () => {
  const beginByMail = (login = email) => begin({ PREFERRED_CHALLENGE: 'EMAIL_OTP' }, login);
  const answerByMail = (Session: string | undefined, EMAIL_OTP_CODE: string, login = email) =>
    answer('EMAIL_OTP', Session, { EMAIL_OTP_CODE }, login);

  it('signs in without a password', async () => {
    const { Session } = await beginByMail();
    expect(pool.outbox).toMatchObject([{ to: [email] }]);
    expect((await answerByMail(Session, pool.lastCode())).AuthenticationResult).toBeTruthy();
  });

  it('is refused when absent, wrong, of another session or challenge, used or expired', async () => {
    const first = await beginByMail();
    const code = pool.lastCode();
    const second = await beginByMail();
    expect(await refusal(answer('EMAIL_OTP', first.Session, {}))).toContain('Missing required');
    expect(await refusal(answerByMail(first.Session, otherCode(code)))).toBe(mismatch);
    if (pool.lastCode() !== code)
      expect(await refusal(answerByMail(second.Session, code))).toBe(mismatch);
    expect(await refusal(answer('SMS_OTP', first.Session, { SMS_OTP_CODE: code }))).toBe(invalid);
    await answerByMail(first.Session, code);
    expect(await refusal(answerByMail(first.Session, code))).toBe(invalid);
    await pool.clock.advance(3 * minute);
    expect(await refusal(answerByMail(second.Session, pool.lastCode()))).toContain('is expired');
  });

  it('ASVS 6.4.3: is no way around a second factor: whoever has one needs the password', async () => {
    await preferSms();
    const asked = await beginByMail();
    expect(asked).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP'],
    });
    const given = { ANSWER: 'PASSWORD', PASSWORD: password };
    const next = await answer('SELECT_CHALLENGE', asked.Session, given);
    expect(next.ChallengeName).toBe('SMS_MFA');
  });

  it('locks out after five wrong ones', async () => {
    const { Session } = await beginByMail();
    const code = pool.lastCode();
    for (let count = 0; count < 5; count++)
      expect(await refusal(answerByMail(Session, otherCode(code)))).toBe(mismatch);
    expect(await refusal(answerByMail(Session, code))).toBe(
      'NotAuthorizedException: Password attempts exceeded',
    );
  });
});

describe('what nobody learns', () => {
  it('AUTH-18: is who exists: a stranger gets the same challenges and refusals', async () => {
    expect(await begin({}, stranger)).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'],
    });
    const asked = await begin({ PREFERRED_CHALLENGE: 'EMAIL_OTP' }, stranger);
    const known = await begin({ PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    const shape = (from: typeof asked) => ({
      keys: Object.keys(from.ChallengeParameters!).toSorted(),
      name: from.ChallengeName,
      length: from.Session!.length,
      delivered: from.ChallengeParameters!['CODE_DELIVERY_DELIVERY_MEDIUM'],
    });
    expect(shape(asked)).toEqual(shape(known));
    expect(pool.outbox.map(({ to }) => to)).toEqual([[email]]);
    const guess = { EMAIL_OTP_CODE: otherCode(pool.lastCode()) };
    expect(await refusal(answer('EMAIL_OTP', asked.Session, guess, stranger))).toBe(mismatch);
    expect(await refusal(answer('EMAIL_OTP', known.Session, guess))).toBe(mismatch);
  });

  it('is who exists, by SRP: name, salt and refusal look alike and stay the same', async () => {
    const srp = (login: string) =>
      begin({ PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: 'abcdef' }, login);
    const [first, second, known] = [await srp(stranger), await srp(stranger), await srp(email)];
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    for (const { ChallengeName, ChallengeParameters: shown } of [first, known]) {
      expect(ChallengeName).toBe('PASSWORD_VERIFIER');
      expect(shown!['USER_ID_FOR_SRP']).toMatch(uuid);
      expect(shown!['SALT']).toMatch(/^[0-9a-f]{28,32}$/);
      expect(shown!['SRP_B']).toMatch(/^[0-9a-f]{740,768}$/);
    }
    const lasting = ({ ChallengeParameters: shown }: typeof first) => [
      shown!['USER_ID_FOR_SRP'],
      shown!['SALT'],
    ];
    expect(lasting(first)).toEqual(lasting(second));
    for (const [asked, names] of [
      [first, [first.ChallengeParameters!['USER_ID_FOR_SRP']!]],
      [second, [stranger]],
      [known, [sub]],
    ] as const)
      for (const name of names) {
        const claim = {
          PASSWORD_CLAIM_SECRET_BLOCK: asked.ChallengeParameters!['SECRET_BLOCK']!,
          PASSWORD_CLAIM_SIGNATURE: Buffer.alloc(32).toString('base64'),
          TIMESTAMP: 'Tue Jan 1 00:00:00 UTC 2030',
        };
        expect(await refusal(answer('PASSWORD_VERIFIER', asked.Session, claim, name))).toBe(wrong);
        expect(await refusal(answer('PASSWORD_VERIFIER', asked.Session, claim, name))).toBe(
          invalid,
        );
      }
  });

  it.each(['0', '00', 'xyz', ''])('is a password by the SRP number %j', async (SRP_A) => {
    expect(await refusal(begin({ PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A }))).toContain(
      'InvalidParameterException',
    );
  });
});

describe('people who cannot sign in now', () => {
  it('are refused: disabled, and with a password that was reset', async () => {
    await pool.client.send(new AdminResetUserPasswordCommand(account()));
    const bySrp = { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: 'abcdef' };
    const byPassword = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: password };
    for (const parameters of [bySrp, byPassword])
      expect(await refusal(begin(parameters))).toContain('PasswordResetRequiredException');
    await pool.client.send(new AdminDisableUserCommand(account()));
    expect(await refusal(begin())).toBe('NotAuthorizedException: User is disabled.');
  });

  it('choose a password where theirs is temporary', async () => {
    const Password = 'temporary-1';
    await pool.client.send(new AdminSetUserPasswordCommand({ ...account(), Password }));
    const parameters = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: Password };
    expect((await begin(parameters)).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const wrongOne = { ...parameters, PASSWORD: 'temporary-2' };
    expect(await refusal(begin(wrongOne))).toBe(wrong);
  });
});

describe('Amplify', () => {
  const username = email;
  const options = { authFlowType: 'USER_AUTH' } as const;
  beforeAll(() => pointAmplifyAt(pool, ['ALLOW_USER_AUTH']));
  beforeEach(() => signOut());

  it('chooses a code by mail', async () => {
    const { nextStep } = await signIn({ username, options });
    expect(nextStep).toMatchObject({
      signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
      availableChallenges: all,
    });
    const chosen = await confirmSignIn({ challengeResponse: 'EMAIL_OTP' });
    expect(chosen.nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
    const done = await confirmSignIn({ challengeResponse: pool.lastCode() });
    expect(done.isSignedIn).toBe(true);
  });

  it('prefers SRP', async () => {
    const preferred = { ...options, preferredChallenge: 'PASSWORD_SRP' } as const;
    expect(await signIn({ username, password, options: preferred })).toMatchObject({
      isSignedIn: true,
    });
    await signOut();
    expect(await refusal(signIn({ username, password: 'wrong-horse-1', options: preferred }))).toBe(
      wrong,
    );
  });

  it('chooses SRP', async () => {
    await signIn({ username, options });
    const asked = await confirmSignIn({ challengeResponse: 'PASSWORD_SRP' });
    expect(asked.nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_PASSWORD');
    expect(await confirmSignIn({ challengeResponse: password })).toMatchObject({
      isSignedIn: true,
    });
  });
});
