import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { aliasExists, userNotFound } from './errors.ts';
import { SecondFactor } from './factors/second-factor.ts';
import { foldName, type Pool } from './pool-definition.ts';
import { Passkey, PasskeyRegistration } from './webauthn/passkey.ts';

/** A person as an identity provider knows them; `userId` is their subject there. */
const Identity = z.object({
  userId: z.string(),
  providerName: z.string(),
  providerType: z.string(),
  issuer: z.string().nullable(),
  primary: z.boolean(),
  dateCreated: z.number(),
});

export type Identity = z.output<typeof Identity>;

const User = z.object({
  sub: z.string(),
  username: z.string(),
  enabled: z.boolean(),
  status: z.enum([
    'CONFIRMED',
    'EXTERNAL_PROVIDER',
    'FORCE_CHANGE_PASSWORD',
    'RESET_REQUIRED',
    'UNCONFIRMED',
  ]),
  /** All but `sub`, as text. */
  attributes: z.record(z.string(), z.string()),
  createdAt: z.number(),
  modifiedAt: z.number(),
  /** Hashed. */
  password: z.string().optional(),
  /** The same password as SRP needs it. */
  srp: z.object({ salt: z.string(), verifier: z.string() }).optional(),
  /** When a temporary password stops being one; milliseconds since 1970. */
  temporaryUntil: z.number().optional(),
  /** Hashes of the passwords that people chose, newest first. */
  history: z.array(z.string()),
  /** The authenticator that counts. */
  totp: z
    .object({
      secret: z.string(),
      name: z.string().optional(),
      /** The newest time step whose code was used; older ones are refused. */
      lastStep: z.number(),
    })
    .optional(),
  /** The secret of an authenticator that is still to be verified. */
  pendingTotp: z.string().optional(),
  mfa: z.object({
    enabled: z.array(SecondFactor),
    preferred: SecondFactor.optional(),
  }),
  passkeys: z.array(Passkey).default([]),
  identities: z.array(Identity).default([]),
  passkeyRegistration: PasskeyRegistration.optional(),
  /** `WebAuthnMfaSettings`: a passkey of this person stands for all factors. */
  passkeyMfa: z.boolean().default(false),
});

export type User = z.output<typeof User>;

export type Contact = 'email' | 'phone_number';
export const contacts = ['email', 'phone_number'] as const;

/** People per pool. Logins are compared as the pool says. */
export interface UserStore {
  find(pool: Pool, sub: string): User | undefined;
  /** By username, sub or an alias that the pool allows. */
  findByLogin(pool: Pool, login: string): User | undefined;
  /** As `findByLogin`. Throws `UserNotFoundException`. */
  get(pool: Pool, login: string): User;
  /** Whom a contact belongs to as a name for signing in. */
  findByContact(pool: Pool, contact: Contact, value: string): User | undefined;
  add(pool: Pool, user: User): void;
  /** Changes what the function gives, on the newest state. Throws `UserNotFoundException`, `AliasExistsException`. */
  change(pool: Pool, sub: string, change: (user: User) => Partial<User>): User;
  remove(pool: Pool, sub: string): void;
  /** In the order of their subs. */
  list(pool: Pool): readonly User[];
}

/** Opens the users kept in the database. */
export function openUsers({
  database,
  clock,
}: {
  database: DatabaseSync;
  clock: Clock;
}): UserStore {
  const select = {
    sub: database.prepare('SELECT document FROM cognito_users WHERE pool_id = ? AND sub = ?'),
    username: database.prepare(
      'SELECT document FROM cognito_users WHERE pool_id = ? AND username = ?',
    ),
    email: database.prepare('SELECT document FROM cognito_users WHERE pool_id = ? AND email = ?'),
    phone_number: database.prepare(
      'SELECT document FROM cognito_users WHERE pool_id = ? AND phone_number = ?',
    ),
  };
  const selectAll = database.prepare(
    'SELECT document FROM cognito_users WHERE pool_id = ? ORDER BY sub',
  );
  const upsert = database.prepare(`
    INSERT INTO cognito_users (pool_id, sub, username, email, phone_number, document)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (pool_id, sub) DO UPDATE SET
      email = excluded.email, phone_number = excluded.phone_number, document = excluded.document`);
  const remove = database.prepare('DELETE FROM cognito_users WHERE pool_id = ? AND sub = ?');

  const one = (by: keyof typeof select, pool: Pool, value: string) => {
    const row = select[by].get(pool.id, value);
    return row && readUser(row);
  };
  const save = (pool: Pool, user: User) => {
    // The contacts of people who come from a provider are no names for signing in.
    const { email, phone_number: phone } = isExternal(user) ? {} : user.attributes;
    const name = foldName(pool, user.username);
    const folded = [email, phone].map((each) => each && foldName(pool, each));
    const [emailKey = null, phoneKey = null] = folded;
    upsert.run(pool.id, user.sub, name, emailKey, phoneKey, JSON.stringify(user));
  };

  const findByContact: UserStore['findByContact'] = (pool, contact, value) => {
    const { UsernameAttributes, AliasAttributes } = pool.properties;
    if (UsernameAttributes.includes(contact)) return one(contact, pool, foldName(pool, value));
    if (!AliasAttributes.includes(contact)) return undefined;
    // An alias becomes a name only with its verification.
    return select[contact]
      .all(pool.id, foldName(pool, value))
      .map(readUser)
      .find((user) => isVerified(user, contact));
  };

  const findByLogin: UserStore['findByLogin'] = (pool, login) =>
    one('username', pool, foldName(pool, login)) ??
    one('sub', pool, login) ??
    findByContact(pool, login.includes('@') ? 'email' : 'phone_number', login);

  return {
    findByContact,
    findByLogin,
    find: (pool, sub) => one('sub', pool, sub),
    get(pool, login) {
      const user = findByLogin(pool, login);
      if (!user) throw userNotFound();
      return user;
    },
    add: save,
    change(pool, sub, change) {
      const user = one('sub', pool, sub);
      if (!user) throw userNotFound();
      const changed = { ...user, ...change(user), modifiedAt: clock.now() };
      for (const contact of isExternal(changed) ? [] : contacts) {
        const value = changed.attributes[contact];
        const isName =
          pool.properties.UsernameAttributes.includes(contact) || isVerified(changed, contact);
        const owner = value && isName ? findByContact(pool, contact, value) : undefined;
        if (owner && owner.sub !== sub) throw aliasExists(contact.replace('_', ' '));
      }
      save(pool, changed);
      return changed;
    },
    remove: (pool, sub) => {
      remove.run(pool.id, sub);
    },
    list: (pool) => selectAll.all(pool.id).map(readUser),
  };
}

function isExternal({ status }: User): boolean {
  return status === 'EXTERNAL_PROVIDER';
}

export function isVerified(user: User, contact: Contact): boolean {
  return user.attributes[`${contact}_verified`] === 'true';
}

function readUser(row: Readonly<Record<string, unknown>>): User {
  return User.parse(JSON.parse(String(row['document'])));
}
