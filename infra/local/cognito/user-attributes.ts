import { invalidParameter } from './errors.ts';
import type { Pool } from './pool-definition.ts';
import { type Contact, contacts, type User } from './users.ts';

const standardAttributes = new Set([
  ...['address', 'birthdate', 'email', 'email_verified', 'family_name', 'gender', 'given_name'],
  ...['locale', 'middle_name', 'name', 'nickname', 'phone_number', 'phone_number_verified'],
  ...['picture', 'preferred_username', 'profile', 'sub', 'updated_at', 'website', 'zoneinfo'],
]);

const formats: Readonly<Record<Contact, RegExp>> = {
  email: /^[^\s@]+@[^\s@]+$/,
  phone_number: /^\+[0-9]{1,15}$/,
};

/**
 * Throws `InvalidParameterException` for attributes the pool does not have, that cannot change or
 * that are not formed as they should be. An empty value stands for “none”.
 */
export function checkAttributes(
  pool: Pool,
  changes: Readonly<Record<string, string>>,
  { creating }: { creating: boolean },
): void {
  const schema = new Map(
    pool.properties.Schema.flatMap((each) => [
      [each.Name, each] as const,
      [`custom:${each.Name}`, each] as const,
    ]),
  );
  for (const [name, value] of Object.entries(changes)) {
    if (name === 'sub') throw invalidParameter('Cannot modify the non-mutable attribute sub');
    const defined = schema.get(name);
    if (!(standardAttributes.has(name) || (name.startsWith('custom:') && defined)))
      throw invalidParameter(`Attributes did not conform to the schema: ${name}: is not defined`);
    if (!creating && defined?.Mutable === false)
      throw invalidParameter(`Cannot modify the non-mutable attribute ${name}`);
    if (value === '' && defined?.Required)
      throw invalidParameter(`Attributes did not conform to the schema: ${name}: is required`);
    if (name.endsWith('_verified') && !['true', 'false'].includes(value))
      throw invalidParameter(`Attributes did not conform to the schema: ${name}: true or false`);
  }
  for (const contact of contacts) {
    const value = changes[contact];
    if (value && !formats[contact].test(value))
      throw invalidParameter(`Invalid ${contact.replace('_', ' ')} format.`);
  }
}

/**
 * Attributes after the changes. A contact that changes is unverified unless the changes say otherwise;
 * an empty value takes an attribute away.
 */
export function applyChanges(
  attributes: User['attributes'],
  changes: Readonly<Record<string, string>>,
): User['attributes'] {
  const changed: Record<string, string> = { ...attributes, ...changes };
  for (const contact of contacts) {
    const verified = `${contact}_verified`;
    const isNew = changes[contact] !== undefined && changes[contact] !== attributes[contact];
    if (isNew && changes[verified] === undefined) changed[verified] = 'false';
    if (changes[contact] === '') delete changed[verified];
  }
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== ''));
}
