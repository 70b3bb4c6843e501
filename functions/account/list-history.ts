import type { Principal } from '#shared/auth/principal';
import { placeOf } from '#shared/auth/request-origin';
import type { HistoryEntry, SecurityHistory } from '#shared/auth/security-history';

type Told = Pick<HistoryEntry, 'eventId' | 'name' | 'at' | 'device'>;

export interface OwnHistory {
  readonly events: (Told & { readonly isByAdministrator: boolean; readonly place?: string })[];
  readonly next?: string | undefined;
}

/** What has happened to the person's account, newest first; networks are shown coarsely. */
export async function listHistory(
  { history }: { readonly history: Pick<SecurityHistory, 'list'> },
  { userId }: Principal,
  before?: string,
): Promise<OwnHistory> {
  const { entries, next } = await history.list(userId, before);
  return {
    events: entries.map(({ byUserId, sourceIp, ...told }) => ({
      ...told,
      isByAdministrator: byUserId !== undefined && byUserId !== userId,
      ...(sourceIp === undefined ? {} : { place: placeOf({ sourceIp }) }),
    })),
    next,
  };
}
