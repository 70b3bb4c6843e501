import type { ObjectDefinition } from '#shared/objects/define-object';
import { fieldsOf } from '#shared/objects/define-object';
import type { FieldValue, RecordPatch, RecordValues } from '#shared/objects/field';
import { frozenFields } from '#shared/objects/rules/frozen-fields';
import { storedShapes } from '#shared/objects/stored-value';
import type { Policy } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';

/**
 * What a merge makes of the winner: what was chosen, and of the rest what is empty from the first of the
 * losers that fills it. What the product sets, what the record's state has frozen and what the caller
 * may not write stays as it is; links among the merged records go.
 */
export function winnerPatch(
  policy: Policy,
  object: ObjectDefinition,
  winner: StoredRecord,
  losers: readonly StoredRecord[],
  chosen: RecordPatch,
): RecordPatch {
  const merged = new Set([winner.id, ...losers.map(({ id }) => id)]);
  const kept = new Set(frozenFields(object, winner.values));
  const facts = factsOf(winner);
  const patch: Record<string, FieldValue | null> = {};
  for (const field of fieldsOf(object)) {
    const { name, kind } = field;
    const own = withoutLinks(winner.values[name], kind, merged);
    const isOpen =
      !field.managed && !kept.has(name) && policy.canField('update', object.name, name, facts);
    const others = losers.map(({ values }) => withoutLinks(values[name], kind, merged));
    const isRefused = field.refusal && others.includes(true);
    const filled = isRefused
      ? true
      : (own ?? (isOpen ? others.find((value) => value !== undefined) : undefined));
    if (filled !== winner.values[name]) patch[name] = filled ?? null;
  }
  return { ...patch, ...chosen };
}

/** The value without what points at one of the merged records. */
function withoutLinks(
  value: FieldValue | undefined,
  kind: string,
  merged: ReadonlySet<string>,
): FieldValue | undefined {
  if (value === undefined) return undefined;
  if (kind === 'reference')
    return typeof value === 'string' && merged.has(value) ? undefined : value;
  if (kind !== 'related') return value;
  const links = storedShapes.related.parse(value);
  const left = links.filter(({ id }) => !merged.has(id));
  if (left.length === links.length) return value;
  return left.length === 0 ? undefined : left;
}

/** The team of the winner after the patch, where its owner came from one of the losers. */
export function teamFrom(
  winner: StoredRecord,
  losers: readonly StoredRecord[],
  values: RecordPatch | RecordValues,
): string | undefined {
  const owner = values['ownerId'];
  if (owner === undefined || owner === winner.values['ownerId']) return winner.teamId;
  return losers.find((each) => each.values['ownerId'] === owner)?.teamId;
}
