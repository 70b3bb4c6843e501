import * as z from 'zod';
import { ServiceError } from '../../service.ts';
import { invalidParameter, resourceNotFound } from '../errors.ts';
import { poolInput } from '../operations/fields.ts';
import { type Operations, poolOperation } from '../operations/operation.ts';
import { timestamp } from '../user-view.ts';
import { type IdentityProvider, readProvider } from './identity-providers.ts';

const Texts = z.record(z.string(), z.string());
const named = { ...poolInput, ProviderName: z.string().min(1).max(32) };
const changeable = {
  ProviderDetails: Texts.optional(),
  AttributeMapping: Texts.optional(),
  IdpIdentifiers: z.array(z.string()).optional(),
};

/** Identity providers of a pool. */
export const identityProviderOperations: Operations = {
  CreateIdentityProvider: poolOperation(
    z.strictObject({ ...named, ProviderType: z.string(), ...changeable }),
    (world, pool, input) => {
      if (world.providers.find(pool, input.ProviderName))
        throw new ServiceError('DuplicateProviderException', 'A provider of this name exists.');
      const provider = read(input, world.context.clock.now());
      world.providers.put(pool, provider);
      return { IdentityProvider: view(pool.id, provider) };
    },
  ),

  UpdateIdentityProvider: poolOperation(
    z.strictObject({ ...named, ...changeable }),
    (world, pool, input) => {
      const before = world.providers.get(pool, input.ProviderName);
      const provider = read(
        {
          ProviderName: before.name,
          ProviderType: before.type,
          ProviderDetails: input.ProviderDetails ?? before.details,
          AttributeMapping: input.AttributeMapping ?? before.mapping,
          IdpIdentifiers: input.IdpIdentifiers ?? before.identifiers,
        },
        before.createdAt,
      );
      world.providers.put(pool, provider);
      return { IdentityProvider: view(pool.id, provider) };
    },
  ),

  DescribeIdentityProvider: poolOperation(z.strictObject(named), (world, pool, input) => ({
    IdentityProvider: view(pool.id, world.providers.get(pool, input.ProviderName)),
  })),

  GetIdentityProviderByIdentifier: poolOperation(
    z.strictObject({ ...poolInput, IdpIdentifier: z.string().min(1).max(40) }),
    (world, pool, { IdpIdentifier }) => {
      const provider = world.providers.findByIdentifier(pool, IdpIdentifier);
      if (!provider) throw resourceNotFound('No provider has this identifier.');
      return { IdentityProvider: view(pool.id, provider) };
    },
  ),

  ListIdentityProviders: poolOperation(
    z.strictObject({
      ...poolInput,
      MaxResults: z.int().min(0).max(60).default(60),
      NextToken: z.string().min(1).optional(),
    }),
    (world, pool, { MaxResults, NextToken }) => {
      const all = world.providers.list(pool);
      const start = NextToken === undefined ? 0 : all.findIndex(({ name }) => name === NextToken);
      if (start < 0) throw invalidParameter('Invalid NextToken.');
      const end = start + (MaxResults || 60);
      return {
        Providers: all.slice(start, end).map(({ name, type, createdAt }) => ({
          ProviderName: name,
          ProviderType: type,
          CreationDate: timestamp(createdAt),
          LastModifiedDate: timestamp(createdAt),
        })),
        ...(all[end] && { NextToken: all[end].name }),
      };
    },
  ),

  DeleteIdentityProvider: poolOperation(z.strictObject(named), (world, pool, { ProviderName }) => {
    world.providers.remove(pool, world.providers.get(pool, ProviderName).name);
    return {};
  }),
};

function read(...given: Parameters<typeof readProvider>): IdentityProvider {
  try {
    return readProvider(...given);
  } catch (error) {
    if (error instanceof z.ZodError) throw invalidParameter(z.prettifyError(error));
    throw error;
  }
}

function view(poolId: string, provider: IdentityProvider) {
  return {
    UserPoolId: poolId,
    ProviderName: provider.name,
    ProviderType: provider.type,
    ProviderDetails: provider.details,
    AttributeMapping: provider.mapping,
    IdpIdentifiers: provider.identifiers,
    CreationDate: timestamp(provider.createdAt),
    LastModifiedDate: timestamp(provider.createdAt),
  };
}
