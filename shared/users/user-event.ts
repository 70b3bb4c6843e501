import type { IdentityTable } from '#shared/auth/identity-table';
import { type SecurityEventName, toEventItem } from '#shared/auth/security-event';
import type { Actor } from './user-store.ts';

/** The history item of what somebody did to a user. */
export function eventBy(
  { clock, ids }: IdentityTable,
  userId: string,
  name: SecurityEventName,
  by: Actor | undefined,
): Record<string, unknown> {
  const { userId: byUserId, ...rest } = by ?? {};
  return toEventItem({
    eventId: ids.next(),
    userId,
    name,
    at: clock.now(),
    ...(byUserId === undefined ? {} : { byUserId }),
    ...rest,
  });
}
