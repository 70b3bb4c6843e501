import * as z from 'zod';

/** What people are reached by and sign in with. */
export const contactKinds = ['email', 'userName', 'phone'] as const;

export type ContactKind = (typeof contactKinds)[number];

/** How long “this was not me” puts a changed contact back, in milliseconds: 72 hours. */
export const contactChangeLife = 72 * 60 * 60 * 1_000;

/** What a contact was before it changed; without `former` there was none. */
export interface ContactChange {
  readonly changeId: string;
  readonly userId: string;
  readonly kind: ContactKind;
  readonly former: string | undefined;
  readonly at: Date;
}

export const contactChangePrefix = 'contact-change#';

export function contactChangeKey(
  userId: string,
  changeId: string,
): { readonly pk: string; readonly sk: string } {
  return { pk: `user#${userId}`, sk: `${contactChangePrefix}${changeId}` };
}

/** The item of a change, under its person in the order of time. */
export function contactChangeItem(change: ContactChange): Record<string, unknown> {
  const { changeId, userId, kind, former, at } = change;
  return {
    ...contactChangeKey(userId, changeId),
    schemaVersion: 1,
    kind,
    former,
    at: at.toISOString(),
    expiresAt: Math.ceil((at.getTime() + contactChangeLife) / 1_000),
  };
}

const Stored = z.object({
  sk: z.string(),
  kind: z.enum(contactKinds),
  former: z.string().optional(),
  at: z.string(),
});

/** Reads a change back; undefined once it is too old to be put back. */
export function readContactChange(
  userId: string,
  item: unknown,
  now: Date,
): ContactChange | undefined {
  const { sk, kind, former, at } = Stored.parse(item);
  if (now.getTime() - Date.parse(at) >= contactChangeLife) return undefined;
  return {
    changeId: sk.slice(contactChangePrefix.length),
    userId,
    kind,
    former,
    at: new Date(at),
  };
}
