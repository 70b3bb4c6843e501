import * as z from 'zod';
import { invalidParameter, limitExceeded, userNotFound } from '../errors.ts';
import { poolInput } from '../operations/fields.ts';
import { type Operations, poolOperation } from '../operations/operation.ts';
import { externalUsername, findFederatedUser } from './federated-user.ts';
import { issuerOf } from './identity-providers.ts';
import { subjectAttribute } from './links.ts';

const Provider = z.strictObject({
  ProviderName: z.string().min(1).max(32),
  ProviderAttributeName: z.string().min(1).max(32).optional(),
  ProviderAttributeValue: z.string().min(1).max(131),
});

const mostLinks = 5;

/** Which local person stands for whom at a provider. */
export const linkOperations: Operations = {
  AdminLinkProviderForUser: poolOperation(
    z.strictObject({ ...poolInput, DestinationUser: Provider, SourceUser: Provider }),
    (world, pool, { DestinationUser: to, SourceUser: from }) => {
      const provider = world.providers.get(pool, from.ProviderName);
      const { name, type } = provider;
      if (from.ProviderAttributeName === undefined)
        throw invalidParameter('The source user needs a ProviderAttributeName.');
      const user = world.users.get(pool, to.ProviderAttributeValue);
      const value = from.ProviderAttributeValue;
      if (world.users.findByLogin(pool, externalUsername(name, value)))
        throw invalidParameter(
          'Merging is not currently supported, provide a SourceUser that does not exist yet.',
        );
      if (user.identities.length >= mostLinks) throw limitExceeded();
      const source = { provider: name, attribute: from.ProviderAttributeName, value };
      if (world.links.find(pool, source) !== undefined)
        throw invalidParameter('SourceUser is already linked to DestinationUser');
      world.links.put(pool, source, user.sub);
      world.users.change(pool, user.sub, ({ identities }) => ({
        identities: [
          ...identities,
          {
            userId: value,
            providerName: name,
            providerType: type,
            issuer: issuerOf(provider),
            primary: false,
            dateCreated: world.context.clock.now(),
          },
        ],
      }));
      return {};
    },
  ),

  AdminDisableProviderForUser: poolOperation(
    z.strictObject({ ...poolInput, User: Provider }),
    (world, pool, { User: { ProviderName, ProviderAttributeName, ProviderAttributeValue } }) => {
      const { name } = world.providers.get(pool, ProviderName);
      const attribute = ProviderAttributeName ?? subjectAttribute;
      const user = findFederatedUser(world, pool, name, {
        [attribute]: ProviderAttributeValue,
        ...(attribute === subjectAttribute ? { sub: ProviderAttributeValue } : {}),
      });
      if (!user) throw userNotFound();
      world.links.remove(pool, { provider: name, attribute, value: ProviderAttributeValue });
      world.users.change(pool, user.sub, ({ identities, enabled }) => ({
        identities: identities.filter(
          (each) => each.providerName !== name || each.userId !== ProviderAttributeValue,
        ),
        // A profile that only the provider signs in has nothing left to sign in with.
        enabled: enabled && user.status !== 'EXTERNAL_PROVIDER',
      }));
      world.families.revokeAll(pool, user.sub);
      return {};
    },
  ),
};
