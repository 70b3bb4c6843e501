import { createHmac } from 'node:crypto';
import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserPasswordCommand,
  type ChallengeNameType,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createClock } from '#infra/local/clock';
import { createCognito } from '#infra/local/cognito/service';
import { createKms } from '#infra/local/kms/service';
import type { CloudContext } from '#infra/local/service';
import {
  createResource,
  createSurroundings,
  OPERATOR_KEYS,
  ROLE_KEYS,
  serve,
} from '#test/support/served-cloud';

/** A trigger's event, as far as tests look at it. */
export interface TriggerEvent {
  readonly triggerSource: string;
  readonly userName: string;
  readonly callerContext: { readonly clientId: string };
  readonly request: Record<string, unknown>;
  readonly response: Record<string, unknown>;
}

export type Trigger = (event: TriggerEvent) => Record<string, unknown>;

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const password = 'correct-horse-1';

/** What the product's own pool says, without its senders. */
export const poolProperties = {
  UsernameAttributes: ['email'],
  UsernameConfiguration: { CaseSensitive: false },
  AutoVerifiedAttributes: ['email'],
  AccountRecoverySetting: {
    RecoveryMechanisms: [
      { Name: 'verified_email', Priority: 1 },
      { Name: 'verified_phone_number', Priority: 2 },
    ],
  },
  Policies: {
    PasswordPolicy: {
      MinimumLength: 8,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      PasswordHistorySize: 5,
      TemporaryPasswordValidityDays: 1,
    },
  },
};

/** The product's own app client. */
const webProperties = {
  GenerateSecret: true,
  ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
  PreventUserExistenceErrors: 'ENABLED',
  AccessTokenValidity: 10,
  RefreshTokenValidity: 1,
  TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'days' },
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
  AuthSessionValidity: 15,
};

/** An app client of anybody, which hides nothing. */
const openProperties = {
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
};

/** One user pool over HTTP with a confidential and an open app client, at a time that tests move. */
export async function servePool(properties: Record<string, unknown> = {}) {
  const surroundings = createSurroundings();
  const clock = createClock({ start: Date.UTC(2030, 0, 1) });
  const triggers: Record<string, Trigger> = {};
  const senderEvents: TriggerEvent[] = [];
  const functions: CloudContext['functions'] = {
    async invoke(name, event) {
      try {
        const called = event as TriggerEvent;
        return { payload: { ...called, response: triggers[name]!(called) } };
      } catch (error) {
        const errorMessage = error instanceof Error ? error.message : String(error);
        return { payload: null, error: { errorType: 'Error', errorMessage } };
      }
    },
    enqueue: (_name, event) => senderEvents.push(event as TriggerEvent),
  };
  const kms = createKms(surroundings.context);
  const codeKey = createResource(kms, { type: 'AWS::KMS::Key' }).attributes['Arn']!;
  const context = { ...surroundings.context, clock, functions };
  const cognito = createCognito(context, { kms: kms.keys });
  const pool = createResource(cognito, {
    type: 'AWS::Cognito::UserPool',
    properties: {
      ...poolProperties,
      ...properties,
      LambdaConfig: { KMSKeyID: codeKey, ...(properties['LambdaConfig'] as object) },
    },
  });
  const poolId = pool.ref;
  // Signatures keep to the machine's own time.
  const served = await serve(surroundings, cognito);
  const client = new CognitoIdentityProviderClient({
    ...served.settings,
    credentials: OPERATOR_KEYS,
  });
  const role = new CognitoIdentityProviderClient({ ...served.settings, credentials: ROLE_KEYS });

  const addClient = async (logicalId: string, more: Record<string, unknown> = {}) => {
    const { ref: ClientId } = createResource(cognito, {
      type: 'AWS::Cognito::UserPoolClient',
      logicalId,
      properties: { UserPoolId: poolId, ...more },
    });
    const described = await client.send(
      new DescribeUserPoolClientCommand({ UserPoolId: poolId, ClientId }),
    );
    const secret = described.UserPoolClient!.ClientSecret;
    const hash = (username: string) =>
      createHmac('sha256', secret ?? '')
        .update(username + ClientId)
        .digest('base64');
    return { ClientId, secret, hash };
  };
  const web = await addClient('Web', webProperties);
  const open = await addClient('Open', openProperties);

  return {
    ...served,
    surroundings,
    outbox: surroundings.outbox,
    context,
    clock,
    cognito,
    kms,
    codeKey,
    client,
    role,
    poolArn: pool.attributes['Arn']!,
    poolId,
    addClient,
    web,
    open,
    triggers,
    senderEvents,

    /** The newest code or password that Cognito's own messages carry. */
    lastCode(): string {
      const text = surroundings.outbox.at(-1)?.text ?? '';
      return /(?:code|password) is (.+)\.$/.exec(text)![1]!;
    },

    /** A person with a permanent password. */
    async addPerson(email: string, more: Record<string, string> = {}): Promise<string> {
      const attributes = { email_verified: 'true', ...more };
      const { User } = await client.send(
        new AdminCreateUserCommand({
          UserPoolId: poolId,
          Username: email,
          UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
          MessageAction: 'SUPPRESS',
        }),
      );
      const account = { UserPoolId: poolId, Username: email };
      await client.send(
        new AdminSetUserPasswordCommand({ ...account, Password: password, Permanent: true }),
      );
      return User!.Username!;
    },

    /** Signs in through the confidential client. */
    signIn: (login: string, given = password) =>
      client.send(
        new AdminInitiateAuthCommand({
          UserPoolId: poolId,
          ClientId: web.ClientId,
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: login, PASSWORD: given, SECRET_HASH: web.hash(login) },
        }),
      ),

    /** Answers a challenge through the confidential client. */
    answer: (
      ChallengeName: ChallengeNameType,
      Session: string | undefined,
      username: string,
      given: Record<string, string>,
    ) =>
      client.send(
        new AdminRespondToAuthChallengeCommand({
          UserPoolId: poolId,
          ClientId: web.ClientId,
          ChallengeName,
          Session,
          ChallengeResponses: { USERNAME: username, SECRET_HASH: web.hash(username), ...given },
        }),
      ),

    /** Signs in through the open client, or another one without a secret. */
    signInOpenly: (login: string, given = password, { ClientId } = open) =>
      client.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: login, PASSWORD: given },
        }),
      ),

    async close() {
      clock.close();
      await served.close();
    },
  };
}

export type ServedPool = Awaited<ReturnType<typeof servePool>>;

/** Name and message of the error a call ends with. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'no refusal',
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

export const wrong = 'NotAuthorizedException: Incorrect username or password.';
