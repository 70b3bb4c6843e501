import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from '#shared/http/call';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordPatch } from '#shared/objects/field';
import { isNamed, nameFault } from '#shared/objects/record-schema';
import { type Caller, policyFor } from '#shared/permissions/policy';
import { updateOf } from '#shared/records/changes';
import { factsOf, refuseUnwritable } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import { checkReferences, teamOfOwner } from './check-references.ts';
import { type LoadedRecord, loadRecord } from './load-record.ts';
import type { RecordDependencies } from './record-dependencies.ts';
import { refusedWrite } from './refused-write.ts';

export interface ChangeRecordInput {
  readonly object: ObjectDefinition;
  readonly id: string;
  readonly request: Pick<RequestFacts, 'requestId' | 'ifMatch'>;
  /** Fields that the caller needs the right to write; what follows from them is the product's own doing. */
  readonly touches: readonly string[];
  /** What to change in the record as it is now; throws what the record does not allow. */
  readonly patchOf: (before: StoredRecord) => RecordPatch | Promise<RecordPatch>;
}

/** How often a change that names no version is tried again on a record that others change too. */
const attempts = 5;

/**
 * Changes a record that the caller may update; a patch that changes nothing writes nothing. With
 * `If-Match` only that version, otherwise whatever version is there. Throws `request.not_found`,
 * `request.forbidden`, `record.version_conflict`, `record.duplicate`, `record.reference_missing`, and
 * `request.invalid` if the record would lose its name.
 */
export async function changeRecord(
  dependencies: RecordDependencies,
  principal: Caller,
  input: ChangeRecordInput,
): Promise<LoadedRecord> {
  const { object, request } = input;
  const policy = policyFor(principal);
  // What the role may write in no record at all needs no record to be refused.
  refuseUnwritable(policy, 'update', object, input.touches);
  for (let attempt = 1; ; attempt += 1) {
    const loaded = await loadRecord(dependencies, principal, 'update', object, input.id);
    const { record: before, share } = loaded;
    refuseUnwritable(policy, 'update', object, input.touches, factsOf(before, share?.level));
    if (request.ifMatch !== undefined && request.ifMatch !== String(before.version))
      throw new DomainError('record.version_conflict');
    const patch = await input.patchOf(before);
    await checkReferences(dependencies, principal, object, patch);
    const record = await write(dependencies, principal, input, loaded, patch);
    if (record) return { record, share };
    if (request.ifMatch !== undefined || attempt === attempts)
      throw new DomainError('record.version_conflict');
  }
}

/** The record after the patch; nothing if somebody else was faster. */
async function write(
  dependencies: RecordDependencies,
  principal: Caller,
  { object, request }: ChangeRecordInput,
  { record: before, share }: LoadedRecord,
  patch: RecordPatch,
): Promise<StoredRecord | undefined> {
  const { store, clock, ids } = dependencies;
  const teamId = await teamAfter(dependencies, principal, before, patch['ownerId']);
  const at = clock.now().toISOString();
  const origin = { userId: principal.userId, at, means: 'api', cause: request.requestId } as const;
  const update = updateOf(ids, origin, object, before, patch, teamId);
  if (!update) return before;
  if (!isNamed(object, update.after.values))
    throw new DomainError('request.invalid', { fields: [nameFault(object)] });

  const outcome = await store.update(object, before, update.after, update.change, share);
  switch (outcome.kind) {
    case 'changed':
      return update.after;
    case 'version_conflict':
      return undefined;
    case 'duplicate':
    case 'reference_missing':
      throw await refusedWrite(store, policyFor(principal), object, outcome);
  }
}

async function teamAfter(
  dependencies: RecordDependencies,
  principal: Caller,
  before: StoredRecord,
  owner: RecordPatch[string] | undefined,
): Promise<string | undefined> {
  if (owner === undefined || owner === before.values['ownerId']) return before.teamId;
  return typeof owner === 'string' ? teamOfOwner(dependencies, principal, owner) : undefined;
}
