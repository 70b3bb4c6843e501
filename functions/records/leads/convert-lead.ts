import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from '#shared/http/call';
import type { ConvertedObject } from '#shared/objects/conversion';
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
import { type CarriedValues, carriedValues, type LeftField } from './carried-values.ts';
import { companyOf, contactOf, dealOf, type NewDeal } from './lead-values.ts';

export interface ConvertLeadInput {
  readonly id: string;
  /** An existing company or contact that the lead turned out to be. */
  readonly companyId: string | undefined;
  readonly contactId: string | undefined;
  readonly deal: NewDeal | undefined;
  readonly request: Pick<RequestFacts, 'requestId'>;
}

/** A converted lead and those of its added fields that went nowhere. */
export interface ConvertedLead extends LoadedRecord {
  readonly left: readonly LeftField[];
}

/**
 * Makes a company, a contact and, if asked for, a deal of a lead, all in one transaction with the lead's
 * own change; they belong to the lead's owner, whoever converts it, and get what administrators added to
 * leads. A lead that is converted already is answered as it is, so the request may be repeated.
 * Throws `request.not_found`, `request.forbidden`, `record.duplicate` if the person is a contact by
 * now, `record.reference_missing`, `record.state_conflict` for a disqualified lead.
 */
export async function convertLead(
  dependencies: RecordDependencies,
  principal: Principal,
  input: ConvertLeadInput,
): Promise<ConvertedLead> {
  const { store, definitions } = dependencies;
  const policy = policyFor(principal);
  const object = definitions.current('lead');
  refuseUnlessCreating(principal, input);
  const loaded = await loadRecord(dependencies, principal, 'update', object, input.id);
  const { record: before, share } = loaded;
  // What exists has to be visible to the caller; the transaction checks that it stays.
  const read = (name: 'company' | 'contact', id: string | undefined) =>
    id === undefined
      ? undefined
      : loadRecord(dependencies, principal, 'read', definitions.current(name), id);
  const [, known] = await Promise.all([
    read('company', input.companyId),
    read('contact', input.contactId),
  ]);
  const contact = known?.record;
  const carried = carriedValues(definitions, policy, loaded, madeBy(input, contact));
  const { left } = carried;
  const status = textOf(before.values, 'status');
  if (status === 'converted') return { record: before, share, left };
  if (status === 'disqualified')
    throw stateConflict('A disqualified lead has to be worked on again before it is converted.');
  const { writes, after } = plan(dependencies, principal, input, { before, contact }, carried);
  const outcome = await store.commit(writes, share && { share, at: after.updatedAt });
  switch (outcome.kind) {
    case 'committed':
      return { record: after, share, left };
    case 'version_conflict': {
      // The same request may have arrived twice: then the other one has done it.
      const now = await loadRecord(dependencies, principal, 'update', object, input.id);
      if (textOf(now.record.values, 'status') === 'converted') return { ...now, left };
      throw new DomainError('record.version_conflict');
    }
    case 'duplicate':
    case 'reference_missing':
      throw await refusedWrite(store, policy, writes[outcome.index]?.object ?? object, outcome);
  }
}

/** Which records the conversion makes: a contact that is known may name the company. */
function madeBy(
  { companyId, contactId, deal }: ConvertLeadInput,
  contact: StoredRecord | undefined,
): ReadonlySet<ConvertedObject> {
  const isCompanyKnown = (companyId ?? textOf(contact?.values, 'companyId')) !== undefined;
  return new Set([
    ...(isCompanyKnown ? [] : (['company'] as const)),
    ...(contactId === undefined ? (['contact'] as const) : []),
    ...(deal === undefined ? [] : (['deal'] as const)),
  ]);
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
  {
    before,
    contact,
  }: { readonly before: StoredRecord; readonly contact: StoredRecord | undefined },
  { into }: CarriedValues,
): { readonly writes: readonly Write[]; readonly after: StoredRecord } {
  const object = definitions.current('lead');
  const { values, teamId } = before;
  const at = clock.now().toISOString();
  const origin = { userId: principal.userId, at, means: 'api', cause: request.requestId } as const;
  const writes: Write[] = [];
  const create = (name: ConvertedObject, made: RecordValues): string => {
    const target = definitions.current(name);
    const id = ids.next();
    const creation = creationOf(origin, target, {
      id,
      values: { ...into[name], ...made },
      teamId,
    });
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
