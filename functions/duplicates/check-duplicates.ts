import type { Principal } from '#shared/auth/principal';
import type { MatchMember } from '#shared/duplicates/match-index';
import { matchKeys, matchKeyText } from '#shared/duplicates/match-keys';
import {
  type Confidence,
  confidences,
  isAddedKind,
  isMatched,
  type MatchedObject,
  type MatchKind,
  matchedObjects,
  matchings,
} from '#shared/duplicates/match-rules';
import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { displayName } from '#shared/objects/display-name';
import type { RecordValues } from '#shared/objects/field';
import { objects } from '#shared/objects/objects';
import { policyFor } from '#shared/permissions/policy';
import { factsOf, visibleValues } from '#shared/records/field-rules';
import type { DuplicateDependencies } from './duplicate-dependencies.ts';
import { isOpen } from './open-rules.ts';

/** What is shown of the candidates: the surest, and of equal ones the newest. */
const mostShown = 20;

export interface CheckDuplicatesInput {
  readonly object: MatchedObject;
  readonly values: RecordValues;
  /** The record that the values belong to, which is not its own duplicate. */
  readonly exceptId: string | undefined;
}

export interface Candidate {
  readonly object: MatchedObject;
  readonly id: string;
  readonly displayName: string;
  readonly by: MatchKind[];
  readonly confidence: Confidence;
}

interface Found {
  readonly member: MatchMember;
  readonly by: Set<MatchKind>;
}

/**
 * The records that values may be a duplicate of, of those that the caller may see: contacts and leads
 * are looked for among both. Others are neither named nor counted. Throws `request.forbidden`.
 */
export async function checkDuplicates(
  { matches, records, shares, definitions }: DuplicateDependencies,
  principal: Principal,
  { object, values, exceptId }: CheckDuplicatesInput,
): Promise<Candidate[]> {
  const policy = policyFor(principal);
  if (!policy.can('read', object)) throw new DomainError('request.forbidden');

  // 1. Who has something alike.
  const keys = matchKeys(object, values, definitions.current(object).fields);
  const members = await matches.find(keys);
  const found = new Map<string, Found>();
  for (const key of keys)
    for (const member of members.get(matchKeyText(key)) ?? []) {
      const text = `${member.object}#${member.id}`;
      if (member.isDeleted || member.id === exceptId) continue;
      if (!isOpen(policy, definitions.current(member.object), key.by)) continue;
      const earlier = found.get(text);
      if (earlier) earlier.by.add(key.by);
      else found.set(text, { member, by: new Set([key.by]) });
    }

  // 2. Those of them that the caller may see, as they are now.
  const candidates: Candidate[] = [];
  for (const name of matchedObjects) {
    const ofObject = [...found.values()].filter(({ member }) => member.object === name);
    if (ofObject.length === 0) continue;
    const byId = new Map(ofObject.map((each) => [each.member.id, each]));
    const current = await records.getMany(objects[name], [...byId.keys()]);
    const scope = policy.scope('read', name);
    const shared = scope && scope !== 'all' ? await shares.records(objects[name], principal) : [];
    const levels = new Map(shared.map(({ record, share }) => [record.id, share.level]));
    for (const record of current) {
      const facts = factsOf(record, levels.get(record.id));
      const by = [...(byId.get(record.id)?.by ?? [])];
      if (!policy.can('read', name, facts)) continue;
      const shown = visibleValues(policy, objects[name], record.values, facts);
      candidates.push({
        object: name,
        id: record.id,
        displayName: displayName(objects[name], shown),
        by,
        confidence: surest(definitions.current(name), by),
      });
    }
  }
  return candidates.sort(bySurety).slice(0, mostShown);
}

/** The confidence of the surest of these rules. */
export function surest(object: ObjectDefinition, by: readonly MatchKind[]): Confidence {
  const { rules } = isMatched(object.name) ? matchings[object.name] : { rules: [] };
  const held = [
    ...rules.flatMap((rule) => (by.includes(rule.by) ? [rule.confidence] : [])),
    ...by.filter(isAddedKind).map((key) => (object.fields[key]?.unique ? 'certain' : 'likely')),
  ];
  return confidences.find((each) => held.includes(each)) ?? 'possible';
}

function bySurety(a: Candidate, b: Candidate): number {
  const surety = confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence);
  return surety || (a.id < b.id ? 1 : -1);
}
