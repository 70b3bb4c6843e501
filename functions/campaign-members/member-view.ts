import type { Member } from '#shared/campaigns/member';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { displayName } from '#shared/objects/display-name';
import type { Policy } from '#shared/permissions/policy';
import { factsOf, visibleValues } from '#shared/records/field-rules';
import type { ReadableRecord } from './readable-records.ts';

/** A member as the API answers it, without what keeps it in order inside. */
export function memberView({ isDormant: _, movedTo: __, responses, ...member }: Member) {
  return { ...member, responses: [...responses] };
}

/** A record by its name, as far as this principal may see it. */
export function nameOf(
  policy: Policy,
  object: ObjectDefinition,
  { record, level }: ReadableRecord,
): string {
  return displayName(object, visibleValues(policy, object, record.values, factsOf(record, level)));
}
