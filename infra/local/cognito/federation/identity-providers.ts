import * as z from 'zod';
import type { CloudContext, ResourceType } from '../../service.ts';
import { resourceNotFound } from '../errors.ts';
import type { Pool } from '../pool-definition.ts';

const common = {
  name: z
    .string()
    .min(1)
    .max(32)
    .regex(/^[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+$/u),
  /** Attributes of the pool by the claims of the provider. */
  mapping: z.record(z.string(), z.string()).default({}),
  identifiers: z.array(z.string().min(1).max(40)).max(50).default([]),
  createdAt: z.number(),
};

const OidcProvider = z.object({
  ...common,
  type: z.literal('OIDC'),
  details: z.looseObject({
    client_id: z.string(),
    client_secret: z.string().optional(),
    oidc_issuer: z.url(),
    authorize_scopes: z.string(),
    attributes_request_method: z.enum(['GET', 'POST']).default('GET'),
    authorize_url: z.url().optional(),
    token_url: z.url().optional(),
    attributes_url: z.url().optional(),
    jwks_uri: z.url().optional(),
  }),
});

export type OidcProvider = z.output<typeof OidcProvider>;

const SamlProvider = z.object({
  ...common,
  type: z.literal('SAML'),
  details: z
    .strictObject({
      MetadataFile: z.string().min(1).optional(),
      MetadataURL: z.url().optional(),
      IDPSignout: z.literal('false', 'Signing out at the provider is not emulated.').optional(),
      IDPInit: z.literal('false', 'Sign-in that the provider begins is not emulated.').optional(),
    })
    .refine(
      ({ MetadataFile, MetadataURL }) =>
        (MetadataFile === undefined) !== (MetadataURL === undefined),
      'Give MetadataFile or MetadataURL.',
    ),
});

export type SamlProvider = z.output<typeof SamlProvider>;

/** A company’s identity provider, as the API and CloudFormation describe it. */
export const IdentityProvider = z.discriminatedUnion('type', [OidcProvider, SamlProvider]);

export type IdentityProvider = z.output<typeof IdentityProvider>;

/** Providers by pool: those of the stacks, and those that were made by the API. */
export interface IdentityProviders {
  /** Throws `ResourceNotFoundException`. */
  get(pool: Pool, name: string): IdentityProvider;
  find(pool: Pool, name: string): IdentityProvider | undefined;
  findByIdentifier(pool: Pool, identifier: string): IdentityProvider | undefined;
  list(pool: Pool): readonly IdentityProvider[];
  put(pool: Pool, provider: IdentityProvider): void;
  remove(pool: Pool, name: string): void;
}

const Properties = z.looseObject({
  UserPoolId: z.string(),
  ProviderName: z.string(),
  ProviderType: z.string(),
  ProviderDetails: z.unknown(),
  AttributeMapping: z.unknown().optional(),
  IdpIdentifiers: z.unknown().optional(),
});

const Row = z.object({ document: z.string() });

export function openIdentityProviders({
  database,
  clock,
}: Pick<CloudContext, 'database' | 'clock'>): IdentityProviders & {
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
} {
  const ofStacks = new Map<string, Map<string, IdentityProvider>>();
  const select = database.prepare(
    'SELECT document FROM cognito_identity_providers WHERE pool_id = ? ORDER BY name',
  );
  const upsert = database.prepare('REPLACE INTO cognito_identity_providers VALUES (?, ?, ?)');
  const remove = database.prepare(
    'DELETE FROM cognito_identity_providers WHERE pool_id = ? AND name = ?',
  );

  const list: IdentityProviders['list'] = ({ id }) => {
    const made = select
      .all(id)
      .map((row) => IdentityProvider.parse(JSON.parse(Row.parse(row).document)));
    const named = new Map([
      ...(ofStacks.get(id) ?? []),
      ...made.map((each) => [each.name, each] as const),
    ]);
    return [...named.values()];
  };
  const find: IdentityProviders['find'] = (pool, name) =>
    list(pool).find((each) => each.name === name);

  return {
    list,
    find,
    get(pool, name) {
      const provider = find(pool, name);
      if (!provider) throw resourceNotFound(`Identity provider ${name} does not exist.`);
      return provider;
    },
    findByIdentifier: (pool, identifier) =>
      list(pool).find(({ identifiers }) => identifiers.includes(identifier)),
    put: (pool, provider) => {
      upsert.run(pool.id, provider.name, JSON.stringify(provider));
    },
    remove: (pool, name) => {
      remove.run(pool.id, name);
      ofStacks.get(pool.id)?.delete(name);
    },
    resourceTypes: {
      'AWS::Cognito::UserPoolIdentityProvider': {
        nameProperty: 'ProviderName',
        identify: ({ name, logicalId }) => ({ ref: name ?? logicalId, attributes: {} }),
        create({ properties }) {
          const given = Properties.parse(properties);
          const ofPool = ofStacks.get(given.UserPoolId) ?? new Map<string, IdentityProvider>();
          ofStacks.set(given.UserPoolId, ofPool);
          ofPool.set(given.ProviderName, readProvider(given, clock.now()));
        },
      },
    },
  };
}

/** What `identities` names as the issuer; of a SAML provider nothing is known before its metadata is read. */
export function issuerOf(provider: IdentityProvider): string | null {
  return provider.type === 'OIDC' ? provider.details.oidc_issuer : null;
}

/** Reads a provider from the members of the API. Throws `ZodError`. */
export function readProvider(
  given: {
    readonly ProviderName: string;
    readonly ProviderType: string;
    readonly ProviderDetails?: unknown;
    readonly AttributeMapping?: unknown;
    readonly IdpIdentifiers?: unknown;
  },
  createdAt: number,
): IdentityProvider {
  return IdentityProvider.parse({
    name: given.ProviderName,
    type: given.ProviderType,
    details: given.ProviderDetails,
    mapping: given.AttributeMapping,
    identifiers: given.IdpIdentifiers,
    createdAt,
  });
}
