import type { Origin } from '#shared/records/record';
import {
  type AbsorbedMember,
  type CampaignResponse,
  type Member,
  type MemberRecord,
  type MemberStatus,
  memberWeight,
} from './member.ts';
import { changed, joining } from './member-changes.ts';
import type { MemberWrite } from './member-store.ts';

function nameOf({ campaignId, object, recordId: id, status }: Member): AbsorbedMember {
  return { campaignId, object, id, status };
}

/** The status that says most about the person. */
function furthest(first: MemberStatus, others: readonly AbsorbedMember[]): MemberStatus {
  return others.reduce(
    (found, { status }) => (memberWeight[status] > memberWeight[found] ? status : found),
    first,
  );
}

/** The membership that stands for one that goes elsewhere, where there is none yet. */
export function standingFor(
  origin: Origin,
  campaignId: string,
  record: MemberRecord,
  member: Member,
): Member {
  const { status, responses } = member;
  const absorbed = { statusBefore: 'none', from: [nameOf(member)] } as const;
  return { ...joining(origin, campaignId, record, status), responses, absorbed };
}

/** Bytes that responses of one membership may take: an item of the store holds 400 KB. */
const mostBytes = 300_000;

/**
 * The responses without the notes of the oldest ones where all would be more than an item holds; the
 * membership that went into this one keeps its own.
 */
function roomFor(responses: readonly CampaignResponse[]): readonly CampaignResponse[] {
  let left = mostBytes;
  return responses
    .toSorted((one, other) => (one.at < other.at ? 1 : -1))
    .map(({ note = '', ...response }) => {
      left -= Buffer.byteLength(note) + 100;
      return note === '' || left < 0 ? response : { ...response, note };
    })
    .toReversed();
}

/** The membership that takes another one in: the further status and all responses stay. */
export function takingIn(origin: Origin, there: Member, member: Member): Member {
  const { statusBefore, from } = there.absorbed ?? { statusBefore: there.status, from: [] };
  return changed(there, origin, {
    status: furthest(there.status, [nameOf(member)]),
    responses: roomFor([...there.responses, ...member.responses]),
    absorbed: { statusBefore, from: [...from, nameOf(member)] },
  });
}

/**
 * What becomes of a membership that had taken another one in when that one comes back: its responses go
 * with it, and the status is as it would be without it unless somebody has changed it since.
 */
export function givingBack(origin: Origin, there: Member, member: Member): readonly MemberWrite[] {
  const isIt = (each: AbsorbedMember) =>
    each.campaignId === member.campaignId &&
    each.object === member.object &&
    each.id === member.recordId;
  if (!there.absorbed?.from.some(isIt)) return [];
  const { statusBefore } = there.absorbed;
  const from = there.absorbed.from.filter((each) => !isIt(each));
  const [first] = from;
  if (statusBefore === 'none' && !first) return [{ before: there }];
  const start = statusBefore === 'none' ? first?.status : statusBefore;
  const taken = new Set(member.responses.map(({ id }) => id));
  const after = changed(there, origin, {
    ...(start === undefined ? {} : { status: furthest(start, from) }),
    responses: there.responses.filter(({ id }) => !taken.has(id)),
    absorbed: first && { ...(statusBefore ? { statusBefore } : {}), from },
  });
  return [{ before: there, after }];
}
