import { type MatchedObject, type MatchRule, matchings } from '#shared/duplicates/match-rules';
import { objects } from '#shared/objects/objects';
import type { Policy } from '#shared/permissions/policy';

/**
 * The rules by which this caller may be told that records match: a match under a field that is hidden
 * from them would tell its value.
 */
export function openRules(policy: Policy, object: MatchedObject): readonly MatchRule[] {
  const matching: { readonly rules: readonly MatchRule[] } = matchings[object];
  return matching.rules.filter(({ fields }) =>
    fields
      .filter((field) => Object.hasOwn(objects[object].fields, field))
      .every((field) => policy.canCompare(object, field)),
  );
}
