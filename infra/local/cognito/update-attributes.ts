import { sendVerification, type Verifier } from './contact-verification.ts';
import { aliasExists } from './errors.ts';
import type { CodeDelivery } from './messages.ts';
import { applyChanges, checkAttributes } from './user-attributes.ts';
import { type Contact, contacts } from './users.ts';
import type { World } from './world.ts';

type Changes = Readonly<Record<string, string>>;

/**
 * Changes attributes. A new contact that the pool verifies gets a code; where the pool wants it
 * verified before, the old one stays until then. Throws `InvalidParameterException`,
 * `AliasExistsException`, `LimitExceededException`.
 */
export async function updateAttributes(
  world: World,
  of: Verifier,
  changes: Changes,
): Promise<readonly CodeDelivery[]> {
  const { pool, user } = of;
  const { UserAttributeUpdateSettings: settings, AutoVerifiedAttributes } = pool.properties;
  checkAttributes(pool, changes, { creating: false });
  const unproven = contacts.filter((contact) => isUnproven(of, changes, contact));
  const later = unproven.filter((contact) =>
    settings.AttributesRequireVerificationBeforeUpdate.includes(contact),
  );
  for (const contact of later) refuseTaken(world, of, contact, changes[contact]);
  const waiting = new Set<string>(later);
  const atOnce = Object.entries(changes).filter(([name]) => !waiting.has(name));
  const changed = world.users.change(pool, user.sub, ({ attributes }) => ({
    attributes: applyChanges(attributes, Object.fromEntries(atOnce)),
  }));
  for (const contact of contacts)
    if (changes[contact] !== undefined) world.codes.drop(pool, user.sub, `verify-${contact}`);
  const deliveries: CodeDelivery[] = [];
  for (const contact of unproven) {
    const address = changes[contact];
    if (address === undefined) continue;
    if (!waiting.has(contact) && !AutoVerifiedAttributes.includes(contact)) continue;
    const to = { contact, address, source: 'UpdateUserAttribute' } as const;
    deliveries.push(await sendVerification(world, { ...of, user: changed }, to));
  }
  return deliveries;
}

function isUnproven({ user }: Verifier, changes: Changes, contact: Contact): boolean {
  const address = changes[contact];
  if (!address || address === user.attributes[contact]) return false;
  return changes[`${contact}_verified`] !== 'true';
}

function refuseTaken(world: World, { pool, user }: Verifier, contact: Contact, address = ''): void {
  const owner = world.users.findByContact(pool, contact, address);
  if (owner && owner.sub !== user.sub) throw aliasExists(contact.replace('_', ' '));
}
