import {
  AdminCreateUserCommand,
  AdminRespondToAuthChallengeCommand,
  ForgotPasswordCommand,
  GetTokensFromRefreshTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { refusal, type ServedPool, servePool, type TriggerEvent, wrong } from './served-pool.ts';

let pool: ServedPool;
let sub: string;
let events: TriggerEvent[];
const email = 'ada@example.com';
const names = ['PreSignUp', 'PreAuthentication', 'PostAuthentication', 'CustomMessage'] as const;

beforeAll(async () => {
  pool = await servePool({
    MfaConfiguration: 'OPTIONAL',
    EnabledMfas: ['SMS_MFA'],
    SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms', ExternalId: 'x' },
    EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' },
    LambdaConfig: {
      ...Object.fromEntries(names.map((name) => [name, name])),
      PreTokenGenerationConfig: { LambdaArn: 'PreTokenGeneration', LambdaVersion: 'V2_0' },
    },
  });
});
afterAll(() => pool.close());
beforeEach(async () => {
  pool.cognito.reset();
  pool.outbox.length = 0;
  events = [];
  for (const name of [...names, 'PreTokenGeneration'])
    pool.triggers[name] = (event) => {
      events.push(structuredClone(event));
      return {};
    };
  sub = await pool.addPerson(email);
});
const heard = (prefix: string) =>
  events.filter(({ triggerSource }) => triggerSource.startsWith(prefix));

describe('PreSignUp', () => {
  it('sees whom an administrator invites and may refuse', async () => {
    expect(heard('PreSignUp')).toMatchObject([
      {
        triggerSource: 'PreSignUp_AdminCreateUser',
        callerContext: { clientId: 'CLIENT_ID_NOT_APPLICABLE' },
        request: { userAttributes: { email } },
      },
    ]);
    pool.triggers['PreSignUp'] = () => {
      throw new Error('no');
    };
    expect(await refusal(pool.addPerson('bob@example.com'))).toBe(
      'UserLambdaValidationException: PreSignUp failed with error no.',
    );
  });
});

describe('PreAuthentication and PostAuthentication', () => {
  it('run before anything is proven and after everything is', async () => {
    expect(await refusal(pool.signIn(email, 'wrong-horse-1'))).toBe(wrong);
    expect(heard('PreAuthentication')).toHaveLength(1);
    expect(heard('PostAuthentication')).toHaveLength(0);
    await pool.signIn(email);
    expect(heard('PostAuthentication')).toMatchObject([
      {
        triggerSource: 'PostAuthentication_Authentication',
        userName: sub,
        callerContext: { clientId: pool.web.ClientId },
        request: { newDeviceUsed: false, userAttributes: { sub, email } },
      },
    ]);
  });

  it('the first is told of strangers, the second never', async () => {
    expect(await refusal(pool.signIn('nobody@example.com'))).toBe(wrong);
    expect(heard('PreAuthentication')[0]!.request).toMatchObject({ userNotFound: true });
    expect(heard('PostAuthentication')).toEqual([]);
  });

  it.each(['PreAuthentication', 'PostAuthentication'])('%s may refuse', async (name) => {
    pool.triggers[name] = () => {
      throw new Error('not now');
    };
    expect(await refusal(pool.signIn(email))).toBe(
      `UserLambdaValidationException: ${name} failed with error not now.`,
    );
  });
});

describe('PreTokenGeneration V2', () => {
  const claims = async () => {
    const { AccessToken, IdToken } = (await pool.signIn(email)).AuthenticationResult!;
    return { access: decodeJwt(AccessToken!), id: decodeJwt(IdToken!) };
  };

  it('adds and takes away claims and scopes of both tokens', async () => {
    pool.triggers['PreTokenGeneration'] = () => ({
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: {
          claimsToAddOrOverride: { organization: 'o1' },
          claimsToSuppress: ['email'],
        },
        accessTokenGeneration: {
          claimsToAddOrOverride: { organization: 'o1', roles: ['agent'] },
          scopesToAdd: ['crm/read'],
          scopesToSuppress: ['aws.cognito.signin.user.admin'],
        },
        groupOverrideDetails: { groupsToOverride: ['g1'] },
      },
    });
    const { access, id } = await claims();
    expect(access).toMatchObject({
      organization: 'o1',
      roles: ['agent'],
      scope: 'crm/read',
      'cognito:groups': ['g1'],
    });
    expect(id).toMatchObject({ organization: 'o1', 'cognito:groups': ['g1'] });
    expect(id).not.toHaveProperty('email');
  });

  it('cannot touch who the tokens are for and how long they live', async () => {
    const forged = { sub: 'x', exp: 1, iss: 'x', client_id: 'x', token_use: 'x', origin_jti: 'x' };
    pool.triggers['PreTokenGeneration'] = () => ({
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: { claimsToAddOrOverride: forged, claimsToSuppress: ['jti', 'iat'] },
      },
    });
    const { access } = await claims();
    expect(access).toMatchObject({ sub, client_id: pool.web.ClientId, token_use: 'access' });
    expect(access.exp).toBeGreaterThan(1);
    expect(access).toMatchObject({ jti: expect.any(String), iat: expect.any(Number) });
  });

  it('knows why: sign-in, a new password or a refresh, whose metadata it gets', async () => {
    const { RefreshToken } = (await pool.signIn(email)).AuthenticationResult!;
    await pool.client.send(
      new GetTokensFromRefreshTokenCommand({
        ClientId: pool.web.ClientId,
        ClientSecret: pool.web.secret,
        RefreshToken,
        ClientMetadata: { step: 'refresh' },
      }),
    );
    const Username = 'bob@example.com';
    const created = await pool.client.send(
      new AdminCreateUserCommand({
        UserPoolId: pool.poolId,
        Username,
        TemporaryPassword: 'temporary-1',
        MessageAction: 'SUPPRESS',
      }),
    );
    const { Session } = await pool.signIn(Username, 'temporary-1');
    const bob = created.User!.Username!;
    await pool.client.send(
      new AdminRespondToAuthChallengeCommand({
        UserPoolId: pool.poolId,
        ClientId: pool.web.ClientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: {
          USERNAME: bob,
          NEW_PASSWORD: 'chosen-word-1',
          SECRET_HASH: pool.web.hash(bob),
        },
        ClientMetadata: { step: 'password' },
      }),
    );
    expect(
      heard('TokenGeneration').map(({ triggerSource, request }) => [
        triggerSource,
        request['clientMetadata'],
      ]),
    ).toEqual([
      ['TokenGeneration_Authentication', undefined],
      ['TokenGeneration_RefreshTokens', { step: 'refresh' }],
      ['TokenGeneration_NewPasswordChallenge', { step: 'password' }],
    ]);
  });

  it.each([null, 'text', { claimsAndScopeOverrideDetails: 1 }])(
    'that answers %j lets nobody in',
    async (response) => {
      pool.triggers['PreTokenGeneration'] = () => response as never;
      expect(await refusal(pool.signIn(email))).toContain('InvalidLambdaResponseException');
    },
  );
});

describe('CustomMessage', () => {
  const forget = (ClientMetadata?: Record<string, string>) =>
    pool.client.send(
      new ForgotPasswordCommand({
        ClientId: pool.web.ClientId,
        SecretHash: pool.web.hash(email),
        Username: email,
        ClientMetadata,
      }),
    );

  it('words the mail around the code, which it never sees', async () => {
    pool.triggers['CustomMessage'] = (event) => {
      events.push(event);
      const code = String(event.request['codeParameter']);
      return { emailSubject: 'Reset', emailMessage: `https://crm.example/reset#c=${code}` };
    };
    await forget({ locale: 'zh' });
    expect(events.at(-1)).toMatchObject({
      triggerSource: 'CustomMessage_ForgotPassword',
      request: { codeParameter: '{####}', clientMetadata: { locale: 'zh' } },
    });
    expect(pool.outbox).toMatchObject([
      { subject: 'Reset', text: expect.stringMatching(/^https:\/\/crm\.example\/reset#c=\d{6}$/) },
    ]);
  });

  it('leaves the pool’s own words where it says nothing', async () => {
    await forget();
    expect(pool.outbox).toMatchObject([{ subject: 'Your verification code' }]);
  });

  it('words invitations with name and password', async () => {
    pool.triggers['CustomMessage'] = () => ({ emailMessage: '{username} / {####}' });
    await pool.client.send(
      new AdminCreateUserCommand({
        UserPoolId: pool.poolId,
        Username: 'bob@example.com',
        DesiredDeliveryMediums: ['EMAIL'],
        TemporaryPassword: 'temporary-1',
      }),
    );
    expect(pool.outbox).toMatchObject([{ text: 'bob@example.com / temporary-1' }]);
  });

  it.each([
    ['without the code', { emailMessage: 'Hello' }],
    ['too long a subject', { emailSubject: 'x'.repeat(141), emailMessage: '{####}' }],
  ])('is refused %s', async (_case, response) => {
    pool.triggers['CustomMessage'] = () => response;
    expect(await refusal(forget())).toContain('InvalidLambdaResponseException');
    expect(pool.outbox).toEqual([]);
  });
});
