import * as z from 'zod';
import type { CloudContext, Resource } from '../service.ts';
import { factorConflict } from './factors/factor-conflict.ts';
import { CodeText, factorSettings, Subject } from './factors/factor-settings.ts';

/** CloudFormation takes numbers and truth values as text, too. */
export const flag = z.union([z.boolean(), z.stringbool()]);
export const number = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const contact = z.enum(['email', 'phone_number']);
const arn = z.string().optional();

const PasswordPolicy = z.object({
  MinimumLength: number(6, 99).default(8),
  RequireLowercase: flag.default(false),
  RequireUppercase: flag.default(false),
  RequireNumbers: flag.default(false),
  RequireSymbols: flag.default(false),
  PasswordHistorySize: number(0, 24).default(0),
  /** 0 means the default of 7 days. */
  TemporaryPasswordValidityDays: number(0, 365).default(7),
});

export type PasswordPolicy = z.output<typeof PasswordPolicy>;

const strictest = PasswordPolicy.parse({
  RequireLowercase: true,
  RequireUppercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
});

const FirstFactor = z.enum(['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN']);

const Policies = z.object({
  PasswordPolicy: PasswordPolicy.default(strictest),
  SignInPolicy: z
    .object({ AllowedFirstAuthFactors: z.array(FirstFactor).default(['PASSWORD']) })
    .default({ AllowedFirstAuthFactors: ['PASSWORD'] }),
});

const Sender = z.object({ LambdaArn: z.string(), LambdaVersion: z.literal('V1_0') }).optional();

const LambdaConfig = z.strictObject({
  PreSignUp: arn,
  CustomMessage: arn,
  PostConfirmation: arn,
  PreAuthentication: arn,
  PostAuthentication: arn,
  DefineAuthChallenge: arn,
  CreateAuthChallenge: arn,
  VerifyAuthChallengeResponse: arn,
  PreTokenGeneration: arn,
  PreTokenGenerationConfig: z
    .object({ LambdaArn: z.string(), LambdaVersion: z.enum(['V1_0', 'V2_0', 'V3_0']) })
    .optional(),
  CustomEmailSender: Sender,
  CustomSMSSender: Sender,
  KMSKeyID: arn,
});

const Message = z.object({
  EmailSubject: z.string().optional(),
  EmailMessage: z.string().optional(),
  SMSMessage: z.string().optional(),
  SmsMessage: z.string().optional(),
  DefaultEmailOption: z.string().optional(),
});

const SchemaAttribute = z.object({
  Name: z.string(),
  AttributeDataType: z.string().optional(),
  Mutable: flag.default(true),
  Required: flag.default(false),
});

const settings = {
  UserPoolName: z.string().optional(),
  Policies: Policies.prefault({}),
  UsernameAttributes: z.array(contact).default([]),
  AliasAttributes: z
    .array(contact, 'Only email and phone_number are emulated as aliases.')
    .default([]),
  UsernameConfiguration: z.object({ CaseSensitive: flag }).default({ CaseSensitive: true }),
  AutoVerifiedAttributes: z.array(contact).default([]),
  UserAttributeUpdateSettings: z
    .object({ AttributesRequireVerificationBeforeUpdate: z.array(contact).default([]) })
    .default({ AttributesRequireVerificationBeforeUpdate: [] }),
  AccountRecoverySetting: z
    .object({
      RecoveryMechanisms: z.array(
        z.object({
          Name: z.enum(['verified_email', 'verified_phone_number', 'admin_only']),
          Priority: number(1, 2),
        }),
      ),
    })
    .optional(),
  AdminCreateUserConfig: z
    .object({
      AllowAdminCreateUserOnly: flag.default(false),
      InviteMessageTemplate: Message.optional(),
      UnusedAccountValidityDays: number(0, 365).optional(),
    })
    .default({ AllowAdminCreateUserOnly: false }),
  LambdaConfig: LambdaConfig.default({}),
  VerificationMessageTemplate: Message.default({}),
  EmailConfiguration: z
    .looseObject({ From: z.string().optional(), EmailSendingAccount: z.string().optional() })
    .default({}),
  EmailVerificationMessage: CodeText,
  EmailVerificationSubject: Subject,
  SmsVerificationMessage: CodeText,
  ...factorSettings,
  UserPoolAddOns: z
    .looseObject({ AdvancedSecurityMode: z.enum(['OFF', 'AUDIT', 'ENFORCED']) })
    .default({ AdvancedSecurityMode: 'OFF' }),
  UserPoolTier: z.enum(['LITE', 'ESSENTIALS', 'PLUS']).default('ESSENTIALS'),
  Schema: z.array(SchemaAttribute).default([]),
};

/** Accepted and without effect here: names, tags, texts that templates repeat, AWS-side plumbing. */
const withoutEffect = ['DeletionProtection', 'UserPoolTags'];

const PoolProperties = z.looseObject(settings);

export type PoolProperties = z.output<typeof PoolProperties>;

/** A user pool as its template describes it. */
export interface Pool {
  readonly id: string;
  readonly arn: string;
  readonly properties: PoolProperties;
  /** Keeps what is made up about unknown logins the same from one call to the next. */
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/**
 * Reads the properties of an `AWS::Cognito::UserPool`. Throws where they are not understood; says so
 * for each setting that has no effect here, for it may be meant to protect people.
 */
export function readPoolProperties(
  resource: Resource,
  { warn }: Pick<CloudContext, 'warn'>,
): PoolProperties {
  const parsed = PoolProperties.safeParse(resource.properties);
  if (!parsed.success)
    throw new Error(`${resource.logicalId} (${resource.type}): ${z.prettifyError(parsed.error)}`);
  const conflict = factorConflict(parsed.data);
  if (conflict) throw new Error(`${resource.logicalId} (${resource.type}): ${conflict}`);
  const known = new Set([...Object.keys(settings), ...withoutEffect]);
  for (const name of Object.keys(resource.properties).filter((each) => !known.has(each)))
    warn(
      `The user pool ${resource.logicalId} sets ${name}, which the local cloud does not emulate.`,
    );
  if (parsed.data.UserPoolAddOns.AdvancedSecurityMode !== 'OFF')
    warn(
      `The user pool ${resource.logicalId} has threat protection, of which only the history of sign-ins is emulated.`,
    );
  return parsed.data;
}

/** Text as the pool compares names: in small letters unless the pool is case-sensitive. */
export function foldName(pool: Pool, name: string): string {
  return pool.properties.UsernameConfiguration.CaseSensitive ? name : name.toLowerCase();
}
