import {
  isAddedKind,
  isMatched,
  type MatchedObject,
  type MatchKind,
  type MatchRule,
  matchings,
} from '#shared/duplicates/match-rules';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { objects } from '#shared/objects/objects';
import type { Policy } from '#shared/permissions/policy';

/**
 * The rules by which this caller may be told that records match: a match under a field that is hidden
 * from them would tell its value.
 */
function openRules(policy: Policy, object: MatchedObject): readonly MatchRule[] {
  const matching: { readonly rules: readonly MatchRule[] } = matchings[object];
  return matching.rules.filter(({ fields }) =>
    fields
      .filter((field) => Object.hasOwn(objects[object].fields, field))
      .every((field) => policy.canCompare(object, field)),
  );
}

/** Whether this caller may be told that records of an object match in this way. */
export function isOpen(policy: Policy, object: ObjectDefinition, by: MatchKind): boolean {
  const { name, fields } = object;
  if (isAddedKind(by)) return Object.hasOwn(fields, by) && policy.canCompare(name, by);
  return isMatched(name) && openRules(policy, name).some((rule) => rule.by === by);
}
