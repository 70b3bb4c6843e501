import type { Principal } from '#shared/auth/principal';
import type { FieldFault } from '#shared/errors/codes';
import { DomainError } from '#shared/errors/domain-error';
import { type ConvertedObject, convertedInto } from '#shared/objects/conversion';
import type { RecordPatch, RecordValues } from '#shared/objects/field';
import { textOf } from '#shared/objects/rules/values';
import { policyFor } from '#shared/permissions/policy';
import type { StoredRecord } from '#shared/records/record';
import { type LoadedRecord, loadRecord } from '../load-record.ts';
import type { RecordDependencies } from '../record-dependencies.ts';
import { checkCreation } from '../sent-values.ts';
import { stateConflict } from '../state-conflict.ts';
import { type CarriedValues, carriedValues } from './carried-values.ts';

/** What somebody makes of a lead. */
export interface AskedConversion {
  readonly id: string;
  /** An existing company or contact that the lead turned out to be. */
  readonly companyId: string | undefined;
  readonly contactId: string | undefined;
  readonly hasDeal: boolean;
  /** Fields that administrators added to what is made, as the caller fills them. */
  readonly values: Readonly<Partial<Record<ConvertedObject, RecordPatch | undefined>>>;
}

/** A conversion looked at with the rights of whoever asks; nothing is made yet. */
export interface PlannedConversion {
  readonly lead: LoadedRecord;
  readonly status: string | undefined;
  /** The company and contact that were there before. */
  readonly companyId: string | undefined;
  readonly contact: StoredRecord | undefined;
  readonly made: ReadonlySet<ConvertedObject>;
  readonly carried: CarriedValues;
  /** Added fields of what is made: what the lead gives, then what the caller gives. */
  readonly added: Readonly<Record<ConvertedObject, RecordValues>>;
  /** What keeps the conversion from being made, by the place in its request. */
  readonly faults: readonly FieldFault[];
  /** Added fields that what is made needs and nothing fills. */
  readonly missing: readonly { readonly object: ConvertedObject; readonly field: string }[];
}

/**
 * Looks at what would become of a lead. Throws `request.not_found`, and `request.forbidden` for whoever
 * may not convert it or not write a field that they fill.
 */
export async function planConversion(
  dependencies: RecordDependencies,
  principal: Principal,
  asked: AskedConversion,
): Promise<PlannedConversion> {
  const { definitions } = dependencies;
  const policy = policyFor(principal);
  refuseUnlessCreating(principal, asked);
  const lead = await loadRecord(
    dependencies,
    principal,
    'update',
    definitions.current('lead'),
    asked.id,
  );
  // What exists has to be visible to the caller; the transaction checks that it stays.
  const read = (name: 'company' | 'contact', id: string | undefined) =>
    id === undefined
      ? undefined
      : loadRecord(dependencies, principal, 'read', definitions.current(name), id);
  const [, known] = await Promise.all([
    read('company', asked.companyId),
    read('contact', asked.contactId),
  ]);
  const contact = known?.record;
  // A contact that is known may name the company.
  const companyId = asked.companyId ?? textOf(contact?.values, 'companyId');
  const made = new Set([
    ...(companyId === undefined ? (['company'] as const) : []),
    ...(asked.contactId === undefined ? (['contact'] as const) : []),
    ...(asked.hasDeal ? (['deal'] as const) : []),
  ]);
  const carried = carriedValues(definitions, policy, lead, made);
  const faults: FieldFault[] = [];
  const missing: { readonly object: ConvertedObject; readonly field: string }[] = [];
  const added: Record<ConvertedObject, RecordValues> = { company: {}, contact: {}, deal: {} };
  for (const object of convertedInto) {
    const given = asked.values[object];
    if (made.has(object)) {
      const sent = { ...carried.into[object], ...given };
      const checked = checkCreation(policy, definitions.current(object), sent);
      added[object] = checked.values;
      faults.push(
        ...checked.faults.map(({ field, message }) => ({ field: placeOf(object, field), message })),
      );
      missing.push(...checked.missing.map((field) => ({ object, field })));
    } else if (given !== undefined)
      faults.push({ field: `values.${object}`, message: 'No such record is made.' });
  }
  const status = textOf(lead.record.values, 'status');
  return { lead, status, companyId, contact, made, carried, added, faults, missing };
}

/** Where the request of a conversion takes the value of an added field. */
export function placeOf(object: ConvertedObject, field: string): string {
  return `values.${object}.${field}`;
}

/** Throws `record.state_conflict` for a lead that nobody works on any more. */
export function refuseDisqualified(status: string | undefined): void {
  if (status === 'disqualified')
    throw stateConflict('A disqualified lead has to be worked on again before it is converted.');
}

function refuseUnlessCreating(principal: Principal, asked: AskedConversion): void {
  const policy = policyFor(principal);
  const needed = [
    ...(asked.companyId === undefined ? (['company'] as const) : []),
    ...(asked.contactId === undefined ? (['contact'] as const) : []),
    ...(asked.hasDeal ? (['deal'] as const) : []),
  ];
  const missing = needed.filter((name) => !policy.can('create', name));
  if (missing.length > 0 || !policy.canField('update', 'lead', 'status'))
    throw new DomainError('request.forbidden', {
      detail: `Converting needs the right to create: ${missing.join(', ') || 'nothing more'}.`,
    });
  const refused = convertedInto.flatMap((object) =>
    Object.keys(asked.values[object] ?? {}).flatMap((field) => {
      // What is hidden is told like what is not there.
      const isSeen = policy.canField('read', object, field);
      return isSeen && !policy.canField('create', object, field) ? [placeOf(object, field)] : [];
    }),
  );
  if (refused.length > 0)
    throw new DomainError('request.forbidden', {
      detail: 'Your role does not permit writing some of these fields; leave them out.',
      fields: refused.map((field) => ({ field, message: 'Your role may not write this field.' })),
    });
}
