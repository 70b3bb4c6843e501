import type { AppClient } from './client-definition.ts';
import { codeExpired } from './errors.ts';
import { type CodeDelivery, sendCode } from './messages.ts';
import type { Pool } from './pool-definition.ts';
import type { ClientMetadata } from './triggers.ts';
import type { Contact, User } from './users.ts';
import type { World } from './world.ts';

/** Requests and confirmations together, per person and hour; AWS says 5 to 20, by risk. */
const triesPerHour = 20;

export interface Verifier {
  readonly pool: Pool;
  /** Undefined for administrators. */
  readonly client: AppClient | undefined;
  readonly user: User;
  readonly clientMetadata: ClientMetadata;
}

/** Sends a code to an address that may become, or already is, a person's contact. */
export function sendVerification(
  world: World,
  of: Verifier,
  to: {
    readonly contact: Contact;
    readonly address: string;
    readonly source: 'UpdateUserAttribute' | 'VerifyUserAttribute';
  },
): Promise<CodeDelivery> {
  takeTry(world, of);
  const code = world.codes.make(of.pool, of.user.sub, `verify-${to.contact}`, to.address);
  return sendCode(world, { ...of, ...to, code });
}

/**
 * Makes the address that the code went to the person's verified contact. Throws
 * `CodeMismatchException`, `ExpiredCodeException`, `AliasExistsException`, `LimitExceededException`.
 */
export function confirmVerification(
  world: World,
  of: Pick<Verifier, 'pool' | 'user'>,
  { contact, code }: { readonly contact: Contact; readonly code: string },
): void {
  const { pool, user } = of;
  takeTry(world, of);
  const { value: address } = world.codes.check(pool, user.sub, `verify-${contact}`, code);
  if (address === undefined) throw codeExpired();
  world.users.change(pool, user.sub, ({ attributes }) => ({
    attributes: { ...attributes, [contact]: address, [`${contact}_verified`]: 'true' },
  }));
  world.codes.drop(pool, user.sub, `verify-${contact}`);
}

function takeTry(world: World, { pool, user }: Pick<Verifier, 'pool' | 'user'>): void {
  world.limits.take(`verify ${pool.id} ${user.sub}`, triesPerHour);
}
