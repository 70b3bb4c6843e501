import type { IdSource } from '#shared/domain/ids';
import type { Definitions } from '#shared/objects/definitions';
import type { Origin } from '#shared/records/record';
import type { RecordStore } from '#shared/records/record-store';
import { givingBack, standingFor, takingIn } from './absorbed-members.ts';
import type { Member, MemberRecord } from './member.ts';
import { changed, memberChange } from './member-changes.ts';
import type { MemberStore, MemberWrite } from './member-store.ts';

export interface SettleNeeds {
  readonly members: MemberStore;
  readonly store: Pick<RecordStore, 'get'>;
  readonly definitions: Definitions;
  readonly ids: IdSource;
}

/** Somebody else may change a membership between its read and its write. */
export const attemptsAtMember = 5;

type Plan = (member: Member) => Promise<readonly MemberWrite[]>;

/** Plans and writes until every membership of the record is as it should be. Throws when others keep changing them. */
async function eachMembership(
  { members }: SettleNeeds,
  record: MemberRecord,
  plan: Plan,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    let isSettled = true;
    for (const member of await members.ofRecord(record)) {
      const writes = await plan(member);
      if (writes.length > 0) isSettled = (await members.settle(writes)) && isSettled;
    }
    if (isSettled) return;
    if (attempt === attemptsAtMember) throw new Error('Memberships of a record keep changing.');
  }
}

/**
 * Brings a record's memberships in line with what has become of it, by its state now and not by the
 * order of what was heard: in the bin they sleep, out of it they count again, and what went to another
 * record by a merge that was undone comes back.
 */
export async function settleMemberships(
  needs: SettleNeeds,
  origin: Origin,
  record: MemberRecord,
): Promise<void> {
  const { store, definitions, members } = needs;
  const live = await store.get(definitions.current(record.object), record.id);
  await eachMembership(needs, record, async (member) => {
    if (!live)
      return member.isDormant
        ? []
        : [{ before: member, after: changed(member, origin, { isDormant: true }) }];
    if (!member.isDormant || member.movedToCampaign !== undefined) return [];
    const isConverted = live.values['status'] === 'converted' && record.object === 'lead';
    if (isConverted && member.movedTo) return [];
    const back = changed(member, origin, { isDormant: false, movedTo: undefined });
    const target = member.movedTo;
    const [there] = target
      ? await members.getMany(member.campaignId, target.object, [target.id])
      : [];
    return [{ before: member, after: back }, ...(there ? givingBack(origin, there, member) : [])];
  });
}

/**
 * Moves a record's memberships to the record that it was merged or converted into. Where both are in a
 * campaign, the further status and all responses stay with the target; doing it again changes nothing.
 */
export async function moveMemberships(
  needs: SettleNeeds,
  origin: Origin,
  from: MemberRecord,
  to: MemberRecord,
): Promise<void> {
  const { members, store, definitions, ids } = needs;
  await eachMembership(needs, from, async (member) => {
    if (member.movedTo ?? member.movedToCampaign) return [];
    const target = await store.get(definitions.current(to.object), to.id);
    const { campaignId } = member;
    const [there] = await members.getMany(campaignId, to.object, [to.id]);
    const asleep = changed(member, origin, { isDormant: true, movedTo: to });
    const sleeping = { before: member, after: asleep };
    if (there) return [sleeping, { before: there, after: takingIn(origin, there, member) }];
    const moved = { ...standingFor(origin, campaignId, to, member), from };
    if (!target) return [sleeping, { after: { ...moved, isDormant: true } }];
    const campaign = { id: campaignId, status: moved.status };
    const change = memberChange(ids, origin, target.version, 'campaign-joined', campaign);
    return [sleeping, { after: moved, change }];
  });
}
