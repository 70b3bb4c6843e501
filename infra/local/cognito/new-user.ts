import { randomUUID } from 'node:crypto';
import { aliasExists, invalidParameter, usernameExists } from './errors.ts';
import type { Pool } from './pool-definition.ts';
import { applyChanges, checkAttributes } from './user-attributes.ts';
import { type Contact, contacts, isVerified, type User } from './users.ts';
import type { World } from './world.ts';

/** What every account begins with, whoever makes it. */
export const freshAccount = {
  enabled: true,
  history: [],
  identities: [],
  mfa: { enabled: [] },
  passkeyMfa: false,
  passkeys: [],
} satisfies Partial<User>;

/**
 * A person who is not stored yet. In pools whose logins are contacts the name is the `sub`. Throws
 * `InvalidParameterException`, `UsernameExistsException`, `AliasExistsException`.
 */
export function newUser(
  world: World,
  pool: Pool,
  given: { login: string; attributes: Readonly<Record<string, string>> },
): User {
  const contact = contactLogin(pool, given.login);
  if (contact !== undefined && (given.attributes[contact] ?? given.login) !== given.login)
    throw invalidParameter(`Username and ${contact} have to be the same.`);
  const wanted = contact ? { ...given.attributes, [contact]: given.login } : given.attributes;
  checkAttributes(pool, wanted, { creating: true });
  const attributes = applyChanges({}, wanted);
  const missing = pool.properties.Schema.find(({ Name, Required }) => Required && !wanted[Name]);
  if (missing)
    throw invalidParameter(
      `Attributes did not conform to the schema: ${missing.Name}: is required`,
    );
  const sub = randomUUID();
  const now = world.context.clock.now();
  const user: User = {
    sub,
    username: contact ? sub : given.login,
    ...freshAccount,
    status: 'UNCONFIRMED',
    attributes,
    createdAt: now,
    modifiedAt: now,
  };
  refuseTakenNames(world, pool, { user, login: given.login });
  return user;
}

function contactLogin({ properties }: Pool, login: string): Contact | undefined {
  const { UsernameAttributes: allowed } = properties;
  if (allowed.length === 0) return undefined;
  const contact = login.includes('@') ? 'email' : 'phone_number';
  if (!allowed.includes(contact))
    throw invalidParameter(`Username should be an ${allowed.join(' or a ').replace('_', ' ')}.`);
  return contact;
}

/** To be asked again right before storing, if anything was awaited since. */
export function refuseTakenNames(
  world: World,
  pool: Pool,
  { user, login }: { user: User; login: string },
): void {
  if (world.users.findByLogin(pool, login)) throw usernameExists('User account already exists');
  for (const contact of contacts) {
    const value = user.attributes[contact];
    const isName =
      pool.properties.UsernameAttributes.includes(contact) || isVerified(user, contact);
    if (value && isName && world.users.findByContact(pool, contact, value))
      throw aliasExists(contact.replace('_', ' '));
  }
}
