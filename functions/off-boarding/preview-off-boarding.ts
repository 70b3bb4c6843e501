import type { PasskeysOfPerson } from '#shared/auth/passkeys-of-person';
import type { SessionStore } from '#shared/auth/session-store';
import type { ObjectName } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { type Belongings, needSuccessor } from '#shared/off-boarding/belongings';
import type { RecordsOfPerson } from '#shared/off-boarding/records-of-person';
import { existingUser } from '#shared/users/existing-user';
import type { UserStore } from '#shared/users/user-store';

export interface PreviewNeeds {
  readonly users: Pick<UserStore, 'find' | 'list'>;
  readonly sessions: Pick<SessionStore, 'list'>;
  readonly records: Pick<RecordsOfPerson, 'count'>;
  readonly passkeys: Pick<PasskeysOfPerson, 'list'>;
  readonly keys: Pick<Belongings, 'count'>;
  readonly views: Pick<Belongings, 'count'>;
  readonly reviews: Pick<Belongings, 'count'>;
  readonly shares: Pick<Belongings, 'count'>;
}

/** Counts what names the person; changes nothing. */
export async function previewOffBoarding(needs: PreviewNeeds, userId: string) {
  await existingUser(needs.users, userId);
  const [records, keys, views, reviews, shares, passkeys, sessions, reports] = await Promise.all([
    countRecords(needs.records, userId),
    needs.keys.count(userId),
    needs.views.count(userId),
    needs.reviews.count(userId),
    needs.shares.count(userId),
    needs.passkeys.list(userId),
    needs.sessions.list(userId),
    countReports(needs.users, userId),
  ]);
  const belongings = {
    passkeys: passkeys.length,
    reports,
    ...keys,
    ...views,
    ...reviews,
    ...shares,
  };
  return {
    records,
    belongings,
    sessions: sessions.length,
    needsSuccessor: Object.keys(records).length > 0 || needSuccessor(belongings),
  };
}

/** Whether there is what only a successor can take. */
export async function needsSuccessor(
  { records, views }: Pick<PreviewNeeds, 'records' | 'views'>,
  userId: string,
): Promise<boolean> {
  const [counts, saved] = await Promise.all([countRecords(records, userId), views.count(userId)]);
  return Object.keys(counts).length > 0 || needSuccessor(saved);
}

/** Records that name a person, by object; objects without any are left out. */
async function countRecords(
  records: Pick<RecordsOfPerson, 'count'>,
  userId: string,
): Promise<Partial<Record<ObjectName, number>>> {
  const counted = await Promise.all(
    Object.values(objects).map(
      async (object) => [object.name, await records.count(object, userId)] as const,
    ),
  );
  return Object.fromEntries(counted.filter(([, count]) => count > 0));
}

async function countReports(users: Pick<UserStore, 'list'>, managerId: string): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await users.list({ cursor, limit: 100, filter: { managerId } });
    count += page.users.length;
    cursor = page.next;
  } while (cursor);
  return count;
}
