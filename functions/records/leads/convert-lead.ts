import type { Principal } from '#shared/auth/principal';
import { DomainError } from '#shared/errors/domain-error';
import type { RequestFacts } from '#shared/http/call';
import type { ConvertedObject } from '#shared/objects/conversion';
import { fieldsOf } from '#shared/objects/define-object';
import type { Definitions } from '#shared/objects/definitions';
import { displayName } from '#shared/objects/display-name';
import type { RecordPatch, RecordValues } from '#shared/objects/field';
import { textOf } from '#shared/objects/rules/values';
import { policyFor } from '#shared/permissions/policy';
import { creationOf, updateOf } from '#shared/records/changes';
import type { StoredRecord } from '#shared/records/record';
import type { Write } from '#shared/records/record-store';
import { type LoadedRecord, loadRecord } from '../load-record.ts';
import type { RecordDependencies } from '../record-dependencies.ts';
import { refusedWrite } from '../refused-write.ts';
import type { LeftField } from './carried-values.ts';
import { companyOf, contactOf, dealOf, type NewDeal } from './lead-values.ts';
import {
  type AskedConversion,
  type PlannedConversion,
  planConversion,
  refuseDisqualified,
} from './plan-conversion.ts';

export interface ConvertLeadInput extends Omit<AskedConversion, 'hasDeal'> {
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
 * Throws `request.not_found`, `request.forbidden`, `request.invalid` where a field that what is made
 * needs is empty, `record.duplicate` if the person is a contact by now, `record.reference_missing`,
 * `record.state_conflict` for a disqualified lead.
 */
export async function convertLead(
  dependencies: RecordDependencies,
  principal: Principal,
  input: ConvertLeadInput,
): Promise<ConvertedLead> {
  const { store, definitions } = dependencies;
  const object = definitions.current('lead');
  const asked = { ...input, hasDeal: input.deal !== undefined };
  const planned = await planConversion(dependencies, principal, asked);
  const { lead, status, carried, faults } = planned;
  const { left } = carried;
  if (status === 'converted') return { ...lead, left };
  refuseDisqualified(status);
  if (faults.length > 0) throw new DomainError('request.invalid', { fields: faults });
  const { share } = lead;
  const { writes, after } = writesOf(dependencies, principal, input, planned);
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
    case 'reference_missing': {
      const refused = writes[outcome.index]?.object ?? object;
      throw await refusedWrite(store, policyFor(principal), refused, outcome);
    }
  }
}

function writesOf(
  { clock, ids, definitions }: RecordDependencies,
  principal: Principal,
  { contactId, deal, request }: ConvertLeadInput,
  { lead: { record: before }, companyId, contact, added }: PlannedConversion,
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
      values: { ...added[name], ...made },
      teamId,
    });
    writes.push({ kind: 'create', object: target, creation });
    return id;
  };
  const parents = {
    companyId: companyId ?? create('company', companyOf(values, displayName(object, values))),
    contactId: contactId ?? '',
  };
  if (contactId === undefined)
    parents.contactId = create('contact', contactOf(values, parents.companyId));
  const heard = contact && withRefusals(definitions, values, contact);
  if (contact && heard) {
    const target = definitions.current('contact');
    const automation = { ...origin, means: 'automation' } as const;
    const update = updateOf(ids, automation, target, contact, heard, contact.teamId);
    if (update) writes.push({ kind: 'update', object: target, before: contact, ...update });
  }
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

/**
 * What the person of the lead refused and their contact does not know of: who wants no mail wants none
 * either as the contact that they turned out to be, whoever may change that.
 */
function withRefusals(
  definitions: Definitions,
  lead: RecordValues,
  contact: StoredRecord,
): RecordPatch | undefined {
  const refused = fieldsOf(definitions.current('contact')).filter(
    ({ name, refusal }) => refusal && lead[name] === true && contact.values[name] !== true,
  );
  if (refused.length === 0) return undefined;
  return Object.fromEntries(refused.map(({ name }) => [name, true]));
}
