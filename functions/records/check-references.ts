import type { Principal } from '#shared/auth/principal';
import { fieldsOf, type ObjectDefinition } from '#shared/objects/define-object';
import type { RecordPatch } from '#shared/objects/field';
import { objects } from '#shared/objects/objects';
import type { Policy } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { RecordDependencies } from './record-dependencies.ts';
import { missingReference } from './refused-write.ts';

/**
 * Refuses references to records the caller may not read. That they exist is checked by the write's own
 * transaction, so nothing is read for whoever may read all of them.
 */
export async function checkReferences(
  { store }: Pick<RecordDependencies, 'store'>,
  policy: Policy,
  object: ObjectDefinition,
  values: RecordPatch,
): Promise<void> {
  for (const field of fieldsOf(object)) {
    const id = values[field.name];
    if (field.kind !== 'reference' || typeof id !== 'string') continue;
    if (policy.scope('read', field.object) === 'all') continue;
    const target = await store.get(objects[field.object], id);
    if (!target || !policy.can('read', field.object, factsOf(target)))
      throw missingReference(field.name);
  }
}

/** The team of a new owner, who has to be active. Nothing is read when that is the caller. */
export async function teamOfOwner(
  { directory }: Pick<RecordDependencies, 'directory'>,
  principal: Principal,
  ownerId: string,
): Promise<string | undefined> {
  if (ownerId === principal.userId) return principal.teamId;
  const owner = await directory.find(ownerId);
  if (owner?.status !== 'active') throw missingReference('ownerId');
  return owner.teamId;
}
