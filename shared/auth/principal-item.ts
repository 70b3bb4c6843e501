import * as z from 'zod';

/** `invited` has not set a password yet; `locked` is a suspected theft; only `active` may act. */
export const principalStatuses = ['invited', 'active', 'disabled', 'locked'] as const;

export const locales = ['en', 'zh'] as const;

/** A person who may use the organisation's CRM, as stored. */
export const StoredPrincipal = z.object({
  schemaVersion: z.literal(1),
  userId: z.string(),
  status: z.enum(principalStatuses),
  role: z.string(),
  teamId: z.string().optional(),
  /** The person they report to. */
  managerId: z.string().optional(),
  name: z.string(),
  email: z.string(),
  locale: z.enum(locales),
  /** Rises with every change; the `ETag` of the user. */
  version: z.int(),
  /** A session counts only while it carries this number: raising it ends all sessions at once. */
  sessionGeneration: z.int(),
  /** Absent until Cognito has made the account, right after the invitation. */
  cognitoUsername: z.string().optional(),
  /** Has to enrol a second factor before anything else: theirs was removed or lost. */
  factorDue: z.boolean().optional(),
  /** Another name to sign in with, besides the e-mail address. */
  userName: z.string().optional(),
  /** IANA name, such as `Asia/Shanghai`; UTC where none is chosen. */
  timeZone: z.string().optional(),
  /** The company whose provider signs this person in; absent until it has done so once. */
  signInProvider: z.string().optional(),
  /** Their profile in Cognito when they come through the company, and the tie that names them. */
  companyProfile: z.object({ username: z.string(), subjectHash: z.string() }).optional(),
  /** API keys made up to this time open nothing: the person was locked or blocked. */
  keysEndedAt: z.string().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
  passwordChangedAt: z.string().optional(),
  lastSignInAt: z.string().optional(),
});

export type StoredPrincipal = z.output<typeof StoredPrincipal>;

export function principalKey(userId: string): { readonly pk: string; readonly sk: string } {
  return { pk: `user#${userId}`, sk: 'principal' };
}

/** The marker that keeps an e-mail address with one user; made and removed with the principal. */
export function loginKey(login: string): { readonly pk: string; readonly sk: string } {
  return { pk: `login#${login}`, sk: 'login' };
}

/**
 * Holds the ids of active administrators as a set, changed in the same transaction as the principal,
 * so that two administrators who remove each other cannot both succeed.
 */
export const administratorsKey = { pk: 'administrators', sk: 'set' } as const;

/** Names the first administrator; written once, so that an installation has one beginning. */
export const firstAdministratorKey = { pk: 'administrators', sk: 'first' } as const;

/** The item of a principal; `listPk` and `listSk` put it into the index `principals`. */
export function toPrincipalItem(principal: StoredPrincipal): Record<string, unknown> {
  return {
    ...principalKey(principal.userId),
    ...principal,
    listPk: 'principals',
    listSk: principal.userId,
  };
}
