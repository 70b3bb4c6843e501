import { isCustomKey } from '#shared/objects/custom-field';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Policy } from './policy.ts';

/** The object with those of administrators' fields that the role may see, as if there were no others. */
export function seenBy(policy: Policy, object: ObjectDefinition): ObjectDefinition {
  const seen = Object.entries(object.fields).filter(
    ([name]) => !isCustomKey(name) || policy.canField('read', object.name, name),
  );
  return { ...object, fields: Object.fromEntries(seen) };
}
