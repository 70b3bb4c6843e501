import * as iam from 'aws-cdk-lib/aws-iam';
import type { Need } from '#functions/needs';
import type { QueueName } from '#functions/queues';
import type { AuthPolicy } from '#shared/auth/auth-policy';
import type { RequestLimits } from '#shared/auth/request-limits';
import type { Companies, SsoPolicy } from '#shared/auth/sso-policy';
import { registryKey } from '#shared/data/registry';
import type { TableName } from '#shared/data/tables';
import { allow } from './allow.ts';
import { fileGrants } from './file-grants.ts';
import { table, withKeys } from './table-grants.ts';

/** What a function's needs came to: IAM statements and values of its variables. */
export interface Granted {
  readonly statements: readonly iam.PolicyStatement[];
  readonly variables: Readonly<Record<string, string>>;
  /** cdk-nag findings that follow from the statements, with the reason each is accepted. */
  readonly acknowledged?: Readonly<Record<string, string>>;
}

/** The deployment's resources, as far as they exist when a function is made. */
export interface Grantable {
  readonly stage: string;
  readonly appOrigin: string;
  /** How long the audit is kept. */
  readonly auditRetentionMonths: number;
  /** How long the changes of records are kept. */
  readonly historyRetentionMonths: number;
  readonly authPolicy: AuthPolicy;
  readonly requestLimits: RequestLimits;
  readonly companies: Companies;
  readonly ssoPolicy?: SsoPolicy;
  /** The domain that passkeys belong to; there are none without it. */
  readonly passkeysOf?: string;
  readonly tables: Readonly<Record<TableName, { readonly name: string; readonly arn: string }>>;
  readonly filesBucket: {
    readonly name: string;
    readonly arn: string;
    /** Name under which the ARN is exported: cdk-nag names findings after it. */
    readonly exportName: string;
  };
  readonly queues: Readonly<
    Partial<Record<QueueName, { readonly arn: string; readonly url: string }>>
  >;
  readonly userPool?: {
    readonly id: string;
    readonly arn: string;
    readonly clientId: string;
    /** The client on which proofs without a password are judged. */
    readonly recoveryClientId: string;
  };
  readonly codeKeyArn?: string;
  readonly authenticatorKeyArn?: string;
  /** ARN of the phone number, sender id or pool that text messages come from. */
  readonly textSender?: string;
  readonly mail: {
    readonly from: string;
    readonly identityArn: string;
    readonly configurationSet: string;
    readonly configurationSetArn: string;
  };
  readonly eventBus: { readonly name: string; readonly arn: string };
}

export type Grant = (resources: Grantable) => Granted;

const send =
  (queue: QueueName, variable: string): Grant =>
  ({ queues }) => {
    const { arn, url } = existing(queues[queue], `the queue ${queue}`);
    return { statements: [allow(['sqs:SendMessage'], arn)], variables: { [variable]: url } };
  };

const readSecret = 'DescribeUserPoolClient';

const cognito =
  (...operations: string[]): Grant =>
  ({ userPool }) => {
    const { id, arn, clientId } = existing(userPool, 'the user pool');
    const actions = operations.map((each) => `cognito-idp:${each}`);
    return {
      statements: [allow(actions, arn)],
      variables: { USER_POOL_ID: id, USER_POOL_CLIENT_ID: clientId },
    };
  };

function existing<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`A function asks for ${what} before it is made.`);
  return value;
}

/** The key knows what its ciphertexts are for, and whose they are. */
function authenticatorKey({ authenticatorKeyArn }: Grantable, ...actions: string[]): Granted {
  const arn = existing(authenticatorKeyArn, 'the key of authenticator secrets');
  return {
    statements: [
      new iam.PolicyStatement({
        actions,
        resources: [arn],
        conditions: { StringEquals: { 'kms:EncryptionContext:purpose': 'authenticator' } },
      }),
    ],
    variables: { AUTHENTICATOR_KEY_ARN: arn },
  };
}

const grants: Readonly<Record<Need, Grant>> = {
  ...fileGrants,
  'records:read': table('records', 'read'),
  'records:write': (resources) => {
    const { statements, variables } = table('records', 'write')(resources);
    const months = String(resources.historyRetentionMonths);
    return { statements, variables: { ...variables, HISTORY_RETENTION_MONTHS: months } };
  },
  'sessions:check': ({ tables }) => ({
    statements: [
      allow(['dynamodb:BatchGetItem'], tables.identity.arn),
      withKeys(
        ['dynamodb:UpdateItem'],
        tables.identity.arn,
        ...['session#*', 'key#*', 'use#*', 'requests#*'],
      ),
      withKeys(['dynamodb:PutItem'], tables.identity.arn, 'paused#*'),
    ],
    variables: { IDENTITY_TABLE: tables.identity.name },
  }),
  'definitions:read': ({ tables }) => ({
    statements: [
      withKeys(['dynamodb:BatchGetItem'], tables.identity.arn, 'object#*', registryKey.pk),
    ],
    variables: { IDENTITY_TABLE: tables.identity.name },
  }),
  'identity:read': table('identity', 'read'),
  'identity:write': table('identity', 'write'),
  'audit:read': table('audit', 'read'),
  'audit:append': ({ tables, auditRetentionMonths }) => ({
    statements: [allow(['dynamodb:PutItem'], tables.audit.arn)],
    variables: {
      AUDIT_TABLE: tables.audit.name,
      AUDIT_RETENTION_MONTHS: String(auditRetentionMonths),
    },
  }),
  'jobs:read': table('jobs', 'read'),
  'jobs:write': table('jobs', 'write'),
  'search:read': table('search', 'read'),
  'search:write': table('search', 'write'),
  'search:scan': ({ tables }) => ({
    statements: [allow(['dynamodb:Scan'], tables.search.arn)],
    variables: { SEARCH_TABLE: tables.search.name },
  }),
  'search-rebuild:send': send('search-rebuild', 'SEARCH_REBUILD_QUEUE_URL'),
  'import-files:send': send('import-files', 'IMPORT_FILES_QUEUE_URL'),
  'exports:send': send('exports', 'EXPORTS_QUEUE_URL'),
  'import-rows:send': send('import-rows', 'IMPORT_ROWS_QUEUE_URL'),
  'off-boarding:send': send('off-boarding', 'OFF_BOARDING_QUEUE_URL'),
  'merges:send': send('merges', 'MERGES_QUEUE_URL'),
  'record-jobs:send': send('record-jobs', 'RECORD_JOBS_QUEUE_URL'),
  'people:send': send('people', 'PEOPLE_QUEUE_URL'),
  'tables:scan': ({ tables }) => ({
    statements: [
      allow(
        ['dynamodb:Scan'],
        tables.records.arn,
        tables.jobs.arn,
        tables.search.arn,
        tables.audit.arn,
      ),
    ],
    variables: { AUDIT_TABLE: tables.audit.name },
  }),
  'recovery:send': send('recovery', 'RECOVERY_QUEUE_URL'),
  'cognito:sign-in': cognito(readSecret, 'AdminInitiateAuth', 'AdminRespondToAuthChallenge'),
  // ForgotPassword, ConfirmForgotPassword, GetTokensFromRefreshToken and RevokeToken are guarded by
  // the client's secret, not by IAM.
  'cognito:recover': cognito(readSecret),
  'cognito:exchange': cognito(readSecret),
  'cognito:passkeys': cognito('AdminSetUserMFAPreference', 'AdminSetUserPassword'),
  'passkeys:read': ({ passkeysOf }) => ({
    statements: [],
    variables: { PASSKEYS_OF: passkeysOf ?? 'none' },
  }),
  'cognito:sign-out': cognito(readSecret, 'AdminUserGlobalSignOut'),
  'cognito:factors': cognito(
    'AdminGetUser',
    'AdminSetUserMFAPreference',
    'AdminDeleteSoftwareToken',
  ),
  'cognito:remind': cognito('AdminGetUser', 'AdminCreateUser', 'AdminResetUserPassword'),
  'cognito:restore-contacts': cognito(
    'AdminUpdateUserAttributes',
    'AdminDeleteUserAttributes',
    'AdminSetUserMFAPreference',
  ),
  'cognito:prove': (resources) => {
    const { statements } = cognito(
      readSecret,
      'AdminInitiateAuth',
      'AdminRespondToAuthChallenge',
      'AdminSetUserPassword',
    )(resources);
    const { recoveryClientId } = existing(resources.userPool, 'the user pool');
    return { statements, variables: { RECOVERY_CLIENT_ID: recoveryClientId } };
  },
  'authenticator-copies:keep': (resources) => authenticatorKey(resources, 'kms:Encrypt'),
  'authenticator-copies:open': (resources) =>
    authenticatorKey(resources, 'kms:Encrypt', 'kms:Decrypt'),
  'cognito:administer': cognito(
    'AdminCreateUser',
    'AdminGetUser',
    'AdminDisableUser',
    'AdminEnableUser',
    'AdminResetUserPassword',
    'AdminSetUserPassword',
    'AdminUserGlobalSignOut',
    'AdminSetUserMFAPreference',
    'AdminDeleteSoftwareToken',
  ),
  'cognito:untie': cognito('AdminDeleteUser'),
  'cognito-codes:decrypt': ({ codeKeyArn }) => {
    const arn = existing(codeKeyArn, 'the key of Cognito codes');
    return { statements: [allow(['kms:Decrypt'], arn)], variables: { CODE_KEY_ARN: arn } };
  },
  'text:send': ({ textSender }) => ({
    statements: textSender ? [allow(['sms-voice:SendTextMessage'], textSender)] : [],
    variables: { TEXT_SENDER: textSender ?? 'none' },
  }),
  'mail:send': ({ mail, tables }) => ({
    statements: [
      allow(['ses:SendEmail'], mail.identityArn, mail.configurationSetArn),
      withKeys(['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'], tables.identity.arn, 'address#*'),
    ],
    variables: {
      MAIL_FROM: mail.from,
      MAIL_CONFIGURATION_SET: mail.configurationSet,
      IDENTITY_TABLE: tables.identity.name,
    },
  }),
  'mail:lift': () => ({
    statements: [allow(['ses:DeleteSuppressedDestination'], '*')],
    variables: {},
  }),
  'auth-policy:read': ({ authPolicy }) => ({
    statements: [],
    variables: { AUTH_POLICY: JSON.stringify(authPolicy) },
  }),
  'sso-policy:read': ({ ssoPolicy }) => ({
    statements: [],
    variables: { SSO_POLICY: JSON.stringify(existing(ssoPolicy, 'the policy of companies')) },
  }),
  'companies:read': ({ companies }) => ({
    statements: [],
    variables: { COMPANIES: JSON.stringify(companies) },
  }),
  'events:put': ({ eventBus }) => ({
    statements: [allow(['events:PutEvents'], eventBus.arn)],
    variables: { EVENT_BUS_NAME: eventBus.name },
  }),
};

function merged(parts: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

/** Turns a function's needs into statements and variables; nothing else ever grants. */
export function grant(needs: readonly Need[], resources: Grantable): Granted {
  const each = needs.map((need) => grants[need](resources));
  return {
    statements: each.flatMap((granted) => granted.statements),
    variables: {
      APP_ORIGIN: resources.appOrigin,
      STAGE: resources.stage,
      REQUEST_LIMITS: JSON.stringify(resources.requestLimits),
      ...merged(each.map((granted) => granted.variables)),
    },
    acknowledged: merged(each.map((granted) => granted.acknowledged ?? {})),
  };
}
