import { DomainError } from '#shared/errors/domain-error';
import { fieldsOf, type ObjectDefinition } from '#shared/objects/define-object';
import type { RecordPatch } from '#shared/objects/field';
import { objects } from '#shared/objects/objects';
import { storedShapes } from '#shared/objects/stored-value';
import { type Caller, policyFor } from '#shared/permissions/policy';
import { loadRecord } from './load-record.ts';
import type { RecordDependencies } from './record-dependencies.ts';
import { missingReference } from './refused-write.ts';

/**
 * Refuses references to records the caller may not read, by scope or share. That they exist is checked by the write's own
 * transaction, so nothing is read for whoever may read all of them.
 */
export async function checkReferences(
  dependencies: Pick<RecordDependencies, 'store' | 'shares'>,
  caller: Caller,
  object: ObjectDefinition,
  values: RecordPatch,
): Promise<void> {
  const policy = policyFor(caller);
  for (const { field, object: name, id } of namedIn(object, values)) {
    if (policy.scope('read', name) === 'all') continue;
    await loadRecord(dependencies, caller, 'read', objects[name], id).catch((error: unknown) => {
      throw isOutOfReach(error) ? missingReference(field) : error;
    });
  }
}

function isOutOfReach(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'request.not_found';
}

function namedIn(object: ObjectDefinition, values: RecordPatch) {
  return fieldsOf(object).flatMap((field) => {
    const value: unknown = values[field.name];
    if (field.kind === 'reference' && typeof value === 'string')
      return [{ field: field.name, object: field.object, id: value }];
    if (field.kind !== 'related') return [];
    const related = storedShapes.related.parse(value ?? []);
    return related.map((each) => ({ field: field.name, ...each }));
  });
}

/** The team of a new owner, who has to be active. Nothing is read when that is the caller. */
export async function teamOfOwner(
  { directory }: Pick<RecordDependencies, 'directory'>,
  principal: Caller,
  ownerId: string,
): Promise<string | undefined> {
  if (ownerId === principal.userId) return principal.teamId;
  const owner = await directory.find(ownerId);
  if (owner?.status !== 'active') throw missingReference('ownerId');
  return owner.teamId;
}
