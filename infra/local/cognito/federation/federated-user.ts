import { randomUUID } from 'node:crypto';
import type { AppClient } from '../client-definition.ts';
import { userDisabled } from '../errors.ts';
import { freshAccount } from '../new-user.ts';
import type { Pool } from '../pool-definition.ts';
import { runPreAuthentication } from '../sign-in/person.ts';
import { runPostAuthentication } from '../sign-in/proceed.ts';
import { runTrigger, triggerAttributes } from '../triggers.ts';
import type { User } from '../users.ts';
import type { World } from '../world.ts';
import { type IdentityProvider, issuerOf } from './identity-providers.ts';
import { subjectAttribute } from './links.ts';

/** What a provider says of somebody, by claim. */
export type ProviderClaims = Readonly<Record<string, unknown>>;

interface Arrival {
  readonly pool: Pool;
  readonly client: AppClient;
  readonly provider: IdentityProvider;
  readonly claims: ProviderClaims;
}

/** The name of a profile that a provider’s person has of their own. */
export function externalUsername(provider: string, subject: string): string {
  return `${provider}_${subject}`;
}

/** The person a provider means: who is linked to them, else the profile of their own. */
export function findFederatedUser(
  world: World,
  pool: Pool,
  provider: string,
  claims: ProviderClaims,
): User | undefined {
  const subject = text(claims['sub']);
  for (const attribute of world.links.attributes(pool, provider)) {
    const value = text(attribute === subjectAttribute ? subject : claims[attribute]);
    const sub = value && world.links.find(pool, { provider, attribute, value });
    const linked = sub && world.users.find(pool, sub);
    if (linked) return linked;
  }
  return subject === undefined
    ? undefined
    : world.users.findByLogin(pool, externalUsername(provider, subject));
}

/**
 * Signs in whoever came from a provider. The first time a profile is made, unless the pool’s PreSignUp
 * trigger refuses; afterwards its attributes follow the provider’s. Throws `ServiceError`.
 */
export async function admitFederatedUser(world: World, arrival: Arrival): Promise<User> {
  const { pool, client, provider, claims } = arrival;
  const known = findFederatedUser(world, pool, provider.name, claims);
  if (!known) return createProfile(world, arrival);
  if (!known.enabled) throw userDisabled();
  const start = { pool, client, parameters: {}, clientMetadata: undefined };
  await runPreAuthentication(world, start, { login: known.username, user: known });
  const attributes = mappedAttributes(provider, claims);
  const user =
    known.status === 'EXTERNAL_PROVIDER'
      ? world.users.change(pool, known.sub, (before) => ({
          attributes: { ...before.attributes, ...attributes },
        }))
      : known;
  await runPostAuthentication(world, start, user);
  return user;
}

async function createProfile(
  world: World,
  { pool, client, provider, claims }: Arrival,
): Promise<User> {
  const subject = text(claims['sub']) ?? '';
  const username = externalUsername(provider.name, subject);
  const now = world.context.clock.now();
  const user: User = {
    sub: randomUUID(),
    username,
    ...freshAccount,
    status: 'EXTERNAL_PROVIDER',
    attributes: mappedAttributes(provider, claims),
    createdAt: now,
    modifiedAt: now,
    identities: [
      {
        userId: subject,
        providerName: provider.name,
        providerType: provider.type,
        issuer: issuerOf(provider),
        primary: true,
        dateCreated: now,
      },
    ],
  };
  const call = { pool, client, username };
  await runTrigger(world, 'PreSignUp', {
    ...call,
    source: 'PreSignUp_ExternalProvider',
    request: { userAttributes: triggerAttributes(user), validationData: {} },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  // A trigger may have taken its time: the same person may have come in twice.
  const other = findFederatedUser(world, pool, provider.name, claims);
  if (other) return other;
  world.users.add(pool, user);
  await runTrigger(world, 'PostConfirmation', {
    ...call,
    source: 'PostConfirmation_ConfirmSignUp',
    request: { userAttributes: triggerAttributes(user) },
  });
  return user;
}

/** Attributes by the provider’s mapping; an e-mail address is verified only where the mapping says so. */
function mappedAttributes(
  { mapping }: IdentityProvider,
  claims: ProviderClaims,
): Record<string, string> {
  const mapped = Object.entries(mapping).flatMap(([attribute, claim]) => {
    const value = text(claims[claim]);
    return attribute === 'username' || value === undefined ? [] : [[attribute, value] as const];
  });
  return { email_verified: 'false', ...Object.fromEntries(mapped) };
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
