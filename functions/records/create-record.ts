import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordPatch, RecordValues } from '#shared/objects/field';
import { faultsIn } from '#shared/objects/rules/faults';
import { uniqueKeys } from '#shared/objects/unique-keys';
import { explain } from '#shared/permissions/explain';
import { type Caller, type Policy, policyFor, type RecordFacts } from '#shared/permissions/policy';
import { creationOf } from '#shared/records/changes';
import { refuseUnwritable } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type {
  CreateOutcome,
  EarlierRequest,
  Foreseen,
  OfferedNumber,
  RecordStore,
} from '#shared/records/record-store';
import { checkReferences, teamOfOwner } from './check-references.ts';
import { type KeyedRequest, keyedBy } from './claim-key.ts';
import type { RecordDependencies } from './record-dependencies.ts';
import { duplicate, refusedWrite } from './refused-write.ts';
import { checkedCreation } from './sent-values.ts';

export interface CreateRecordInput {
  readonly object: ObjectDefinition;
  readonly values: RecordPatch;
  readonly request: KeyedRequest;
}

/** How many numbers are taken besides the one offered: numbers that people typed may be in the way. */
const numbersTaken = 5;

/**
 * Creates a record, owned by the caller unless the values name somebody else. A repeated request (same
 * `Idempotency-Key`) answers with what the first one made. Throws `request.forbidden`,
 * `request.idempotency_mismatch`, `request.invalid`, `record.duplicate`, `record.reference_missing`.
 */
export async function createRecord(
  dependencies: RecordDependencies,
  principal: Principal,
  { object, values: sent, request }: CreateRecordInput,
): Promise<{ readonly record: StoredRecord; readonly isReplay: boolean }> {
  const { store, clock, ids } = dependencies;
  const policy = policyFor(principal);
  const values = checkedCreation(policy, object, sent);
  refuseUnwritable(policy, 'create', object, Object.keys(values));
  const named = values['ownerId'];
  const ownerId = typeof named === 'string' ? named : principal.userId;
  const { numbered } = object;
  const isToBeNumbered = numbered !== undefined && values[numbered.field] === undefined;
  const { requestId: cause } = request;
  const { userId } = principal;
  const claim = keyedBy(principal, request);
  const [offered, teamId, foreseen] = await Promise.all([
    isToBeNumbered ? store.offerNumber(object) : undefined,
    teamOfOwner(dependencies, principal, ownerId),
    store.foresee(object, values, claim, clock.now().toISOString()),
    checkReferences(dependencies, principal, object, values),
  ]);
  refuseOutOfScope(principal, object, { ownerId, teamId });

  const faults = faultsIn(object, values);
  if (faults.length > 0) throw new DomainError('request.invalid', { fields: faults });

  if (foreseen?.kind === 'duplicate') await refuseHeld(store, policy, object, values, foreseen);
  else if (foreseen) return repeated(foreseen);

  const attempt = async (number: string | undefined, offer?: OfferedNumber) => {
    const own = numbered && number !== undefined ? { [numbered.field]: number } : {};
    const creation = creationOf(
      { userId, at: clock.now().toISOString(), means: 'api', cause },
      object,
      { id: ids.next(), values: { ...values, ...own, ownerId }, teamId },
    );
    return { creation, outcome: await store.create(object, creation, claim, offer) };
  };
  const isTaken = (each: CreateOutcome) =>
    each.kind === 'number_taken' || (each.kind === 'duplicate' && each.field === numbered?.field);
  const takeNumber = async () => (isToBeNumbered ? store.takeNumber(object) : undefined);
  let { creation, outcome } = await attempt(offered?.number ?? (await takeNumber()), offered);
  // Whoever came too late takes a number first, so that many at once do not refuse each other again.
  for (let taken = 0; isToBeNumbered && isTaken(outcome) && taken < numbersTaken; taken += 1)
    ({ creation, outcome } = await attempt(await takeNumber()));
  switch (outcome.kind) {
    case 'created':
      return { record: creation.record, isReplay: false };
    case 'replayed':
    case 'key_reused':
      return repeated(outcome);
    case 'number_taken':
      throw new DomainError('service.unavailable', { retryAfter: 1 });
    case 'duplicate':
    case 'reference_missing':
      throw await refusedWrite(store, policy, object, outcome);
  }
}

/** The answer to a request whose key was used before. */
function repeated(outcome: EarlierRequest) {
  if (outcome.kind === 'key_reused') throw new DomainError('request.idempotency_mismatch');
  return { record: outcome.record, isReplay: true };
}

/** Refuses a value that another record holds now; what was foreseen may have become free since. */
async function refuseHeld(
  store: Pick<RecordStore, 'get'>,
  policy: Policy,
  object: ObjectDefinition,
  values: RecordValues,
  { field, holderId }: Extract<Foreseen, { readonly kind: 'duplicate' }>,
): Promise<void> {
  const holder = await store.get(object, holderId);
  const valueIn = (each: RecordValues) =>
    uniqueKeys(object, each).find((key) => key.field === field)?.value;
  if (holder && valueIn(holder.values) === valueIn(values))
    throw duplicate(policy, object, field, holder);
}

/** Whoever may create for themselves or their team only makes nothing for others (AZ-05). */
function refuseOutOfScope(caller: Caller, object: ObjectDefinition, facts: RecordFacts): void {
  if (policyFor(caller).can('create', object.name, facts)) return;
  throw new DomainError('request.forbidden', {
    detail: explain(caller, { action: 'create', object: object.name, facts }).because.en,
    fields: [{ field: 'ownerId', message: 'Your role may not create records for this person.' }],
  });
}
