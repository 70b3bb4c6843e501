import {
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  SetUserPoolMfaConfigCommand,
  type SetUserPoolMfaConfigCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readPoolProperties } from '#infra/local/cognito/pool-definition';
import { refusal, type ServedPool, servePool } from './served-pool.ts';

let pool: ServedPool;
const email = 'ada@example.com';
const sms = { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms', ExternalId: 'x' };

beforeAll(async () => {
  pool = await servePool({ EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' } });
});
afterAll(() => pool.close());
beforeEach(async () => {
  pool.cognito.reset();
  await pool.addPerson(email, { phone_number: '+4312345678' });
});

const set = (input: Partial<SetUserPoolMfaConfigCommandInput>) =>
  pool.client.send(new SetUserPoolMfaConfigCommand({ UserPoolId: pool.poolId, ...input }));
const get = async () => {
  const { $metadata: _, ...config } = await pool.client.send(
    new GetUserPoolMfaConfigCommand({ UserPoolId: pool.poolId }),
  );
  return config;
};

describe('the second factors of a pool', () => {
  it('are off, are set, hold at the next sign-in and go back with a reset', async () => {
    const off = { MfaConfiguration: 'OFF', SoftwareTokenMfaConfiguration: { Enabled: false } };
    expect(await get()).toEqual(off);
    await set({
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
      SmsMfaConfiguration: { SmsConfiguration: sms, SmsAuthenticationMessage: 'Code: {####}' },
      EmailMfaConfiguration: { Message: 'Code: {####}', Subject: 'Your code' },
    });
    expect(await get()).toEqual({
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
      SmsMfaConfiguration: { SmsConfiguration: sms, SmsAuthenticationMessage: 'Code: {####}' },
      EmailMfaConfiguration: { Message: 'Code: {####}', Subject: 'Your code' },
    });
    const described = await pool.client.send(
      new DescribeUserPoolCommand({ UserPoolId: pool.poolId }),
    );
    expect(described.UserPool!.MfaConfiguration).toBe('ON');
    expect((await pool.signIn(email)).ChallengeName).toBe('SELECT_MFA_TYPE');
    pool.cognito.reset();
    expect(await get()).toEqual(off);
  });

  it('keep what a change does not mention', async () => {
    const SoftwareTokenMfaConfiguration = { Enabled: true };
    await set({ MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration });
    await set({ SmsMfaConfiguration: { SmsConfiguration: sms } });
    expect(await get()).toMatchObject({
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration,
      SmsMfaConfiguration: { SmsConfiguration: sms },
    });
  });

  it.each<[string, Partial<SetUserPoolMfaConfigCommandInput>]>([
    ['no factor', { MfaConfiguration: 'ON' }],
    ['SMS that cannot be sent', { MfaConfiguration: 'ON', SmsMfaConfiguration: {} }],
    ['a message without a code', { EmailMfaConfiguration: { Message: 'Hello' } }],
  ])('stay as they are where a change has %s', async (_case, input) => {
    expect(await refusal(set(input))).toContain('InvalidParameterException');
    expect((await get()).MfaConfiguration).toBe('OFF');
  });
});

describe('a template that Cognito would refuse stops the start', () => {
  const mail = { EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' } };
  const firstFactors = (...factors: string[]) => ({
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: factors } },
  });
  it.each<[string, string, Record<string, unknown>]>([
    ['MFA without a factor', 'at least one factor', { MfaConfiguration: 'ON' }],
    [
      'SMS without a sender',
      'needs an SmsConfiguration',
      { MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SMS_MFA'] },
    ],
    [
      'e-mail codes by Cognito’s own account',
      'EmailSendingAccount DEVELOPER',
      { MfaConfiguration: 'OPTIONAL', EnabledMfas: ['EMAIL_OTP'] },
    ],
    [
      'e-mail codes and recovery by e-mail alone',
      'excludes recovery',
      {
        ...mail,
        MfaConfiguration: 'OPTIONAL',
        EnabledMfas: ['EMAIL_OTP'],
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
      },
    ],
    [
      'e-mail codes on the plan LITE',
      'needs the plan ESSENTIALS',
      {
        ...mail,
        UserPoolTier: 'LITE',
        MfaConfiguration: 'OPTIONAL',
        EnabledMfas: ['EMAIL_OTP'],
      },
    ],
    [
      'sign-in by a code where MFA is required',
      'no first factor',
      {
        MfaConfiguration: 'ON',
        EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
        ...firstFactors('PASSWORD', 'EMAIL_OTP'),
      },
    ],
    ['sign-in by SMS without a sender', 'SMS_OTP needs', firstFactors('PASSWORD', 'SMS_OTP')],
    [
      'threat protection without its plan',
      'needs the plan PLUS',
      { UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } },
    ],
    ['a factor that does not exist', 'EnabledMfas', { EnabledMfas: ['FAX'] }],
    ['a text without a code', 'SmsAuthenticationMessage', { SmsAuthenticationMessage: 'Hello' }],
  ])('%s', (_case, reason, properties) => {
    const resource = { stack: 'S', logicalId: 'Users', type: 'AWS::Cognito::UserPool', properties };
    const read = () => readPoolProperties(resource as never, { warn: () => undefined });
    expect(read).toThrow(reason);
  });
});
