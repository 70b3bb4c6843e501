import * as z from 'zod';
import { roleNames } from '#shared/permissions/roles';

/** `invited` has not set a password yet; `locked` is a suspected theft; only `active` may act. */
export const principalStatuses = ['invited', 'active', 'disabled', 'locked'] as const;

export const locales = ['en', 'zh'] as const;

/** A person who may use the organisation's CRM, as stored. */
export const StoredPrincipal = z.object({
  schemaVersion: z.literal(1),
  userId: z.string(),
  status: z.enum(principalStatuses),
  role: z.enum(roleNames),
  teamId: z.string().optional(),
  name: z.string(),
  email: z.string(),
  locale: z.enum(locales),
  /** Rises with every change; the `ETag` of the user. */
  version: z.int(),
  /** A session counts only while it carries this number: raising it ends all sessions at once. */
  sessionGeneration: z.int(),
  cognitoUsername: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  passwordChangedAt: z.string().optional(),
  lastSignInAt: z.string().optional(),
});

export type StoredPrincipal = z.output<typeof StoredPrincipal>;

export function principalKey(userId: string): { readonly pk: string; readonly sk: string } {
  return { pk: `user#${userId}`, sk: 'principal' };
}

/** The item of a principal; `listPk` and `listSk` put it into the index `principals`. */
export function toPrincipalItem(principal: StoredPrincipal): Record<string, unknown> {
  return {
    ...principalKey(principal.userId),
    ...principal,
    listPk: 'principals',
    listSk: principal.userId,
  };
}
