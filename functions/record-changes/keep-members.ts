import { type MemberRecord, memberObjects } from '#shared/campaigns/member';
import {
  moveMemberships,
  type SettleNeeds,
  settleMemberships,
} from '#shared/campaigns/settle-memberships';
import { systemPrincipalId } from '#shared/imports/system-principal';
import type { Origin } from '#shared/records/record';
import type { StreamEntry } from './publish-changes.ts';
import { type StreamedChange, workOffChanges } from './work-off-changes.ts';

/** What a merge writes into the history of the records that it takes away. */
const mergedInto = /^merge \S+ into (\S+)$/;

/** Where the memberships of the record went, if the change says so. */
function targetOf(
  { means, cause, values }: StreamedChange,
  record: MemberRecord,
): MemberRecord | undefined {
  const winnerId = means === 'merge' ? mergedInto.exec(cause)?.[1] : undefined;
  if (winnerId !== undefined) return { object: record.object, id: winnerId };
  const contactId = values['convertedContactId']?.to;
  return record.object === 'lead' && typeof contactId === 'string'
    ? { object: 'contact', id: contactId }
    : undefined;
}

async function keep(needs: SettleNeeds, change: StreamedChange): Promise<void> {
  const object = memberObjects.find((each) => each === change.object);
  if (!object) return;
  const { action, at, cause } = change;
  const record = { object, id: change.recordId };
  const origin: Origin = { userId: systemPrincipalId, at, means: 'automation', cause };
  const target = targetOf(change, record);
  if (action === 'updated' && target && change.means !== 'merge')
    await moveMemberships(needs, origin, record, target);
  if (action !== 'deleted' && action !== 'restored') return;
  const isBack =
    (await needs.store.get(needs.definitions.current(object), record.id)) !== undefined;
  if (action === 'deleted' && target && !isBack)
    await moveMemberships(needs, origin, record, target);
  else await settleMemberships(needs, origin, record);
}

/**
 * Keeps memberships in campaigns in line with the people they are about, who go to the bin and come
 * back, are merged and converted. Returns the places that failed; doing it again changes nothing.
 */
export function keepMembers(
  needs: SettleNeeds,
  entries: readonly StreamEntry[],
  onFailure: (error: unknown) => void,
): Promise<readonly string[]> {
  return workOffChanges(entries, (change) => keep(needs, change), onFailure);
}
