import type { SessionStore } from '#shared/auth/session-store';
import type { ObjectName } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import type { RecordsOfPerson } from '#shared/off-boarding/records-of-person';
import { existingUser } from '#shared/users/existing-user';
import type { UserStore } from '#shared/users/user-store';

export interface PreviewNeeds {
  readonly users: Pick<UserStore, 'find' | 'list'>;
  readonly sessions: Pick<SessionStore, 'list'>;
  readonly records: Pick<RecordsOfPerson, 'count'>;
}

/** Counts what names the person; changes nothing. */
export async function previewOffBoarding(needs: PreviewNeeds, userId: string) {
  await existingUser(needs.users, userId);
  const [records, sessions, reports] = await Promise.all([
    countRecords(needs.records, userId),
    needs.sessions.list(userId),
    countReports(needs.users, userId),
  ]);
  const needsSuccessor = Object.keys(records).length > 0;
  return { records, reports, sessions: sessions.length, needsSuccessor };
}

/** Records that name a person, by object; objects without any are left out. */
export async function countRecords(
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
