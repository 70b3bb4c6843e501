import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from '#shared/http/call';
import { displayName } from '#shared/objects/display-name';
import type { RecordValues } from '#shared/objects/field';
import { textOf } from '#shared/objects/rules/values';
import { policyFor } from '#shared/permissions/policy';
import { creationOf, updateOf } from '#shared/records/changes';
import type { StoredRecord } from '#shared/records/record';
import type { Write } from '#shared/records/record-store';
import { type LoadedRecord, loadRecord } from '../load-record.ts';
import type { RecordDependencies } from '../record-dependencies.ts';
import { refusedWrite } from '../refused-write.ts';
import { stateConflict } from '../state-conflict.ts';
import { companyOf, contactOf, dealOf, type NewDeal } from './lead-values.ts';

export interface ConvertLeadInput {
  readonly id: string;
  /** An existing company or contact that the lead turned out to be. */
  readonly companyId: string | undefined;
  readonly contactId: string | undefined;
  readonly deal: NewDeal | undefined;
  readonly request: Pick<RequestFacts, 'requestId'>;
}

/**
 * Makes a company, a contact and, if asked for, a deal of a lead, all in one transaction with the lead's
 * own change; they belong to the lead's owner, whoever converts it. A lead that is converted already is
 * answered as it is, so the request may be repeated.
 * Throws `request.not_found`, `request.forbidden`, `record.duplicate` if the person is a contact by
 * now, `record.reference_missing`, `record.state_conflict` for a disqualified lead.
 */
export async function convertLead(
  dependencies: RecordDependencies,
  principal: Principal,
  input: ConvertLeadInput,
): Promise<LoadedRecord> {
  const { store, definitions } = dependencies;
  const policy = policyFor(principal);
  const object = definitions.current('lead');
  refuseUnlessCreating(principal, input);
  const { record: before, share } = await loadRecord(
    dependencies,
    principal,
    'update',
    object,
    input.id,
  );
  const status = textOf(before.values, 'status');
  if (status === 'converted') return { record: before, share };
  if (status === 'disqualified')
    throw stateConflict('A disqualified lead has to be worked on again before it is converted.');

  // What exists has to be visible to the caller; the transaction checks that it stays.
  const known = await Promise.all([
    input.companyId === undefined
      ? undefined
      : loadRecord(
          dependencies,
          principal,
          'read',
          definitions.current('company'),
          input.companyId,
        ),
    input.contactId === undefined
      ? undefined
      : loadRecord(
          dependencies,
          principal,
          'read',
          definitions.current('contact'),
          input.contactId,
        ),
  ]);
  const { writes, after } = plan(dependencies, principal, input, before, known[1]?.record);
  const outcome = await store.commit(writes, share && { share, at: after.updatedAt });
  switch (outcome.kind) {
    case 'committed':
      return { record: after, share };
    case 'version_conflict': {
      // The same request may have arrived twice: then the other one has done it.
      const now = await loadRecord(dependencies, principal, 'update', object, input.id);
      if (textOf(now.record.values, 'status') === 'converted') return now;
      throw new DomainError('record.version_conflict');
    }
    case 'duplicate':
    case 'reference_missing':
      throw await refusedWrite(store, policy, writes[outcome.index]?.object ?? object, outcome);
  }
}

function refuseUnlessCreating(principal: Principal, input: ConvertLeadInput): void {
  const policy = policyFor(principal);
  const needed = [
    ...(input.companyId === undefined ? (['company'] as const) : []),
    ...(input.contactId === undefined ? (['contact'] as const) : []),
    ...(input.deal === undefined ? [] : (['deal'] as const)),
  ];
  const missing = needed.filter((name) => !policy.can('create', name));
  if (missing.length > 0 || !policy.canField('update', 'lead', 'status'))
    throw new DomainError('request.forbidden', {
      detail: `Converting needs the right to create: ${missing.join(', ') || 'nothing more'}.`,
    });
}

function plan(
  { clock, ids, definitions }: RecordDependencies,
  principal: Principal,
  { companyId, contactId, deal, request }: ConvertLeadInput,
  before: StoredRecord,
  contact: StoredRecord | undefined,
): { readonly writes: readonly Write[]; readonly after: StoredRecord } {
  const object = definitions.current('lead');
  const { values, teamId } = before;
  const at = clock.now().toISOString();
  const origin = { userId: principal.userId, at, means: 'api', cause: request.requestId } as const;
  const writes: Write[] = [];
  const create = (name: 'company' | 'contact' | 'deal', made: RecordValues): string => {
    const target = definitions.current(name);
    const id = ids.next();
    const creation = creationOf(ids, origin, target, { id, values: made, teamId });
    writes.push({ kind: 'create', object: target, creation });
    return id;
  };
  const parents = {
    companyId:
      companyId ??
      textOf(contact?.values, 'companyId') ??
      create('company', companyOf(values, displayName(object, values))),
    contactId: contactId ?? '',
  };
  if (contactId === undefined)
    parents.contactId = create('contact', contactOf(values, parents.companyId));
  const dealId = deal && create('deal', dealOf(values, deal, parents));
  const patch = {
    status: 'converted',
    convertedAt: at,
    convertedCompanyId: parents.companyId,
    convertedContactId: parents.contactId,
    ...(dealId === undefined ? {} : { convertedDealId: dealId }),
  };
  const update = updateOf(ids, origin, object, before, patch, teamId);
  if (!update) throw new Error('A conversion always changes the lead.');
  writes.push({ kind: 'update', object, before, after: update.after, change: update.change });
  return { writes, after: update.after };
}
