/** What people are reached by and sign in with. */
type ContactKind = 'email' | 'userName' | 'phone';

/** How long “this was not me” puts a changed contact back, in milliseconds: 72 hours. */
const contactChangeLife = 72 * 60 * 60 * 1_000;

/** What a contact was before it changed; without `former` there was none. */
interface ContactChange {
  readonly changeId: string;
  readonly userId: string;
  readonly kind: ContactKind;
  readonly former: string | undefined;
  readonly at: Date;
}

const contactChangePrefix = 'contact-change#';

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
