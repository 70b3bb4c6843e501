import { inLanes } from '#shared/domain/in-lanes';
import type { Origin } from '#shared/records/record';
import { givingBack, standingFor, takingIn } from './absorbed-members.ts';
import type { Member } from './member.ts';
import { changed, memberChange } from './member-changes.ts';
import type { MemberWrite } from './member-store.ts';
import { attemptsAtMember, type SettleNeeds } from './settle-memberships.ts';

/** One campaign that was merged into another one. */
export interface MergedCampaign {
  readonly from: string;
  readonly to: string;
}

/** Asked before each member: whether there is time for one more. */
type MayGoOn = () => boolean;

type Plan = (member: Member) => Promise<readonly MemberWrite[]>;

/** Members worked on at once. */
const lanes = 4;

/**
 * Brings the members of a campaign into the one that it is merged into, each once: of those who are in both
 * the further status and all responses stay. False if time ran out; doing it again changes nothing.
 */
export async function moveMembers(
  needs: SettleNeeds,
  origin: Origin,
  { from, to }: MergedCampaign,
  mayGoOn: MayGoOn,
): Promise<boolean> {
  const { members, store, definitions, ids } = needs;
  const plan: Plan = async (member) => {
    if (member.movedTo ?? member.movedToCampaign) return [];
    const { object, recordId: id } = member;
    const [person, [there]] = await Promise.all([
      store.get(definitions.current(object), id),
      members.getMany(to, object, [id]),
    ]);
    const asleep = changed(member, origin, { isDormant: true, movedToCampaign: to });
    const sleeping = { before: member, after: asleep };
    if (there) return [sleeping, { before: there, after: takingIn(origin, there, member) }];
    const standing = standingFor(origin, to, { object, id }, member);
    if (!person) return [sleeping, { after: { ...standing, isDormant: true } }];
    const campaign = { id: to, status: standing.status };
    const change = memberChange(ids, origin, person.version, 'campaign-joined', campaign);
    return [sleeping, { after: { ...standing, isDormant: member.isDormant }, change }];
  };
  return (
    (await eachMember(needs, from, { isDormant: true }, plan, mayGoOn)) &&
    eachMember(needs, from, { isDormant: false }, plan, mayGoOn)
  );
}

/** Brings back what `moveMembers` moved, as far as nobody has changed it since. False if time ran out. */
export function returnMembers(
  needs: SettleNeeds,
  origin: Origin,
  { from, to }: MergedCampaign,
  mayGoOn: MayGoOn,
): Promise<boolean> {
  const { members, store, definitions } = needs;
  const plan: Plan = async (member) => {
    if (member.movedToCampaign !== to) return [];
    const { object, recordId: id } = member;
    const [person, [there]] = await Promise.all([
      store.get(definitions.current(object), id),
      members.getMany(to, object, [id]),
    ]);
    const facts = { isDormant: person === undefined, movedToCampaign: undefined };
    const back = { before: member, after: changed(member, origin, facts) };
    return there ? [back, ...givingBack(origin, there, member)] : [back];
  };
  return eachMember(needs, from, { isDormant: true }, plan, mayGoOn);
}

/** Works on the members of a campaign until a whole look at them finds nothing to do. */
async function eachMember(
  { members }: Pick<SettleNeeds, 'members'>,
  campaignId: string,
  { isDormant }: { readonly isDormant: boolean },
  plan: Plan,
  mayGoOn: MayGoOn,
): Promise<boolean> {
  let hasTime = true;
  let written = 0;
  const workOn = async ({ object, recordId }: Member): Promise<void> => {
    for (let attempt = 1; attempt <= attemptsAtMember; attempt += 1) {
      // Lists lag behind: what is to be done is decided by the membership itself.
      const [member] = await members.getMany(campaignId, object, [recordId]);
      const writes = member ? await plan(member) : [];
      if (writes.length === 0) return;
      hasTime = hasTime && mayGoOn();
      if (!hasTime) return;
      if (await members.settle(writes)) {
        written += 1;
        return;
      }
    }
    throw new Error('A membership keeps changing.');
  };
  do {
    written = 0;
    let after: string | undefined;
    do {
      const page = await members.list(campaignId, {
        status: undefined,
        isDormant,
        limit: 100,
        after,
      });
      await inLanes(lanes, page.members, async (member) => hasTime && workOn(member));
      after = page.next;
    } while (after !== undefined && hasTime);
  } while (written > 0 && hasTime);
  return hasTime;
}
