import * as z from 'zod';
import type { CloudContext, Resource } from '../service.ts';
import { flag, number } from './pool-definition.ts';

/** Without the setting Cognito allows these three; `ALLOW_CUSTOM_AUTH` among them surprises many. */
const defaultFlows = ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'];

const unit = z.enum(['seconds', 'minutes', 'hours', 'days']);
const secondsIn = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;

const settings = {
  UserPoolId: z.string(),
  ClientName: z.string().optional(),
  GenerateSecret: flag.default(false),
  ExplicitAuthFlows: z
    .array(
      z.enum([
        'ALLOW_ADMIN_USER_PASSWORD_AUTH',
        'ALLOW_CUSTOM_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH',
        'ALLOW_USER_AUTH',
        'ALLOW_USER_PASSWORD_AUTH',
        'ALLOW_USER_SRP_AUTH',
      ]),
    )
    .optional(),
  PreventUserExistenceErrors: z.enum(['LEGACY', 'ENABLED']).default('LEGACY'),
  AccessTokenValidity: z.coerce.number().positive().default(1),
  IdTokenValidity: z.coerce.number().positive().default(1),
  RefreshTokenValidity: z.coerce.number().positive().default(30),
  TokenValidityUnits: z
    .object({
      AccessToken: unit.default('hours'),
      IdToken: unit.default('hours'),
      RefreshToken: unit.default('days'),
    })
    .default({ AccessToken: 'hours', IdToken: 'hours', RefreshToken: 'days' }),
  AuthSessionValidity: number(3, 15).default(3),
  EnableTokenRevocation: flag.default(true),
  RefreshTokenRotation: z
    .object({
      Feature: z.enum(['ENABLED', 'DISABLED']),
      RetryGracePeriodSeconds: number(0, 60).default(0),
    })
    .default({ Feature: 'DISABLED', RetryGracePeriodSeconds: 0 }),
  ReadAttributes: z.array(z.string()).optional(),
  WriteAttributes: z.array(z.string()).optional(),
  SupportedIdentityProviders: z.array(z.string()).default([]),
  AllowedOAuthFlows: z.array(z.enum(['code', 'implicit', 'client_credentials'])).default([]),
  AllowedOAuthFlowsUserPoolClient: flag.default(false),
  AllowedOAuthScopes: z.array(z.string()).default([]),
  CallbackURLs: z.array(z.string()).default([]),
  LogoutURLs: z.array(z.string()).default([]),
  DefaultRedirectURI: z.string().optional(),
};

const ClientProperties = z.looseObject(settings);

export type ClientProperties = z.output<typeof ClientProperties>;

/** An app client; lives in seconds. */
export interface AppClient {
  readonly id: string;
  readonly poolId: string;
  readonly secret: string | undefined;
  readonly flows: ReadonlySet<string>;
  /** `PreventUserExistenceErrors`: unknown users get the answers of known ones. */
  readonly hidesUsers: boolean;
  readonly lives: { readonly access: number; readonly id: number; readonly refresh: number };
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly properties: ClientProperties;
}

/** Reads the properties of an `AWS::Cognito::UserPoolClient`. Throws where they are not understood. */
export function readClient(
  resource: Resource,
  identity: { readonly id: string; readonly secret: string; readonly createdAt: number },
  { warn }: Pick<CloudContext, 'warn'>,
): AppClient {
  const fail = (reason: string) => new Error(`${resource.logicalId} (${resource.type}): ${reason}`);
  const parsed = ClientProperties.safeParse(resource.properties);
  if (!parsed.success) throw fail(z.prettifyError(parsed.error));
  const { data } = parsed;
  const lives = livesOf(data);
  for (const [name, least, most] of [
    ['access', 300, 86_400],
    ['id', 300, 86_400],
    ['refresh', 3_600, 315_360_000],
  ] as const)
    if (lives[name] < least || lives[name] > most)
      throw fail(`The ${name} token must live ${least} to ${most} seconds.`);
  const flows = new Set<string>(data.ExplicitAuthFlows ?? defaultFlows);
  if (data.RefreshTokenRotation.Feature === 'ENABLED' && flows.has('ALLOW_REFRESH_TOKEN_AUTH'))
    throw fail('Refresh token rotation excludes ALLOW_REFRESH_TOKEN_AUTH.');
  const known = new Set(Object.keys(settings));
  for (const name of Object.keys(resource.properties).filter((each) => !known.has(each)))
    warn(
      `The app client ${resource.logicalId} sets ${name}, which the local cloud does not emulate.`,
    );
  return {
    id: identity.id,
    poolId: data.UserPoolId,
    secret: data.GenerateSecret ? identity.secret : undefined,
    flows,
    hidesUsers: data.PreventUserExistenceErrors === 'ENABLED',
    lives,
    createdAt: identity.createdAt,
    properties: data,
  };
}

function livesOf(properties: ClientProperties): AppClient['lives'] {
  const units = properties.TokenValidityUnits;
  return {
    access: properties.AccessTokenValidity * secondsIn[units.AccessToken],
    id: properties.IdTokenValidity * secondsIn[units.IdToken],
    refresh: properties.RefreshTokenValidity * secondsIn[units.RefreshToken],
  };
}

/** Whether the client may read the attribute; without a list it may read all. */
export function mayRead({ properties }: AppClient, attribute: string): boolean {
  return properties.ReadAttributes?.includes(attribute) ?? true;
}

/** Whether the client may write the attribute. That a contact is verified is nothing people write. */
export function mayWrite({ properties }: AppClient, attribute: string): boolean {
  if (attribute.endsWith('_verified')) return false;
  return properties.WriteAttributes?.includes(attribute) ?? true;
}
