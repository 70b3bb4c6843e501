import type { ObjectName } from '#shared/objects/names';
import type { ShareLevel } from '#shared/permissions/policy';

/** With whom a record is shared: a person, or everybody who is in a team now. */
export interface Recipient {
  readonly kind: 'user' | 'team';
  readonly id: string;
}

/** One record, opened for somebody beyond their scope; never beyond what their role may do. */
export interface Share {
  readonly object: ObjectName;
  readonly recordId: string;
  readonly recipient: Recipient;
  readonly level: ShareLevel;
  /** UTC, ISO-8601; from then on it counts for nothing, swept or not. Absent: until it is ended. */
  readonly until?: string | undefined;
  readonly sharedBy: string;
  readonly sharedAt: string;
}

/** Whom a share has to be with to count for a caller: themselves, or the team they are in now. */
export function recipientsOf({
  userId,
  teamId,
}: {
  readonly userId: string;
  readonly teamId?: string | undefined;
}): Recipient[] {
  return [{ kind: 'user', id: userId }, ...(teamId ? [{ kind: 'team', id: teamId } as const] : [])];
}

/** A share that counts now. */
export function isLive({ until }: Pick<Share, 'until'>, now: string): boolean {
  return until === undefined || until > now;
}

/** The stronger of several shares. */
export function strongest(shares: readonly Share[]): Share | undefined {
  return shares.find(({ level }) => level === 'edit') ?? shares[0];
}

/** Names a share by what it is, so that giving it twice is giving it once. */
export function shareIdOf({ object, recordId, recipient }: Share): string {
  return [object, recordId, recipient.kind, recipient.id].join('~');
}
