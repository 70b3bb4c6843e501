import type { Principal } from '#shared/auth/principal';
import { type ConvertedObject, convertedInto } from '#shared/objects/conversion';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { displayName } from '#shared/objects/display-name';
import type { RecordValues } from '#shared/objects/field';
import { textOf } from '#shared/objects/rules/values';
import { uniqueKeys } from '#shared/objects/unique-keys';
import { policyFor } from '#shared/permissions/policy';
import { factsOf, viewOf } from '#shared/records/field-rules';
import { uniqueKeyText } from '#shared/records/record-store';
import type { RecordDependencies } from '../record-dependencies.ts';
import { stateConflict } from '../state-conflict.ts';
import type { LeftField } from './carried-values.ts';
import { companyOf, contactOf, leadSources } from './lead-values.ts';
import {
  type AskedConversion,
  type PlannedConversion,
  placeOf,
  planConversion,
  refuseDisqualified,
} from './plan-conversion.ts';

/** A record that is there already and may be what the lead is about. */
export interface AlikeRecord {
  /** The field that says so. */
  readonly field: string;
  /** Whether the conversion is refused while it has the value, unless it is named. */
  readonly isInTheWay: boolean;
  /** Whose it is is told only to those who may read it. */
  readonly id?: string | undefined;
  readonly displayName?: string | undefined;
}

export interface PreviewedRecord {
  readonly object: ConvertedObject;
  readonly outcome: 'made' | 'known' | 'not made';
  readonly id?: string | undefined;
  /** Which field of the lead goes into which field, as far as the caller may see both. */
  readonly fields: readonly { readonly from: string; readonly to: string }[];
  readonly alike: readonly AlikeRecord[];
}

export interface PreviewedConversion {
  readonly records: readonly PreviewedRecord[];
  readonly left: readonly LeftField[];
  readonly missing: readonly {
    readonly object: ConvertedObject;
    readonly field: string;
    /** Where the conversion's request takes it. */
    readonly place: string;
  }[];
}

type AskedPreview = Omit<AskedConversion, 'values'>;

/**
 * What a conversion would make of a lead, with the rights of whoever asks. Writes nothing. Throws what
 * `planConversion` does, and `record.state_conflict` for a lead that cannot be converted any more.
 */
export async function previewConversion(
  dependencies: RecordDependencies,
  principal: Principal,
  asked: AskedPreview,
): Promise<PreviewedConversion> {
  const planned = await planConversion(dependencies, principal, { ...asked, values: {} });
  if (planned.status === 'converted') throw stateConflict('The lead has been converted already.');
  refuseDisqualified(planned.status);
  const known = { company: planned.companyId, contact: asked.contactId, deal: undefined };
  const records = convertedInto.map(async (object): Promise<PreviewedRecord> => {
    if (!planned.made.has(object)) {
      const id = known[object];
      const outcome = id === undefined ? 'not made' : 'known';
      return { object, outcome, id, fields: [], alike: [] };
    }
    return {
      object,
      outcome: 'made',
      fields: fieldsInto(principal, planned, object),
      alike: await alikeTo(dependencies, principal, planned, object),
    };
  });
  return {
    records: await Promise.all(records),
    left: planned.carried.left,
    missing: planned.missing.map((each) => ({ ...each, place: placeOf(each.object, each.field) })),
  };
}

function fieldsInto(
  principal: Principal,
  { lead: { record, share }, carried }: PlannedConversion,
  object: ConvertedObject,
) {
  const policy = policyFor(principal);
  const facts = factsOf(record, share?.level);
  const shipped = Object.entries(leadSources[object]).flatMap(([to, from]) => {
    const isShown =
      record.values[from] !== undefined &&
      policy.canField('read', 'lead', from, facts) &&
      policy.canField('read', object, to);
    return isShown ? [{ from, to }] : [];
  });
  const added = carried.moves.flatMap(({ from, to }) =>
    to.object === object ? [{ from, to: to.field }] : [],
  );
  return [...shipped, ...added];
}

/** Records that hold a value that only one may hold, and companies of this very name. */
async function alikeTo(
  { store, definitions }: RecordDependencies,
  principal: Principal,
  { lead: { record }, added }: PlannedConversion,
  name: ConvertedObject,
): Promise<readonly AlikeRecord[]> {
  const policy = policyFor(principal);
  const object: ObjectDefinition = definitions.current(name);
  const values: RecordValues = {
    ...added[name],
    ...(name === 'company' ? companyOf(record.values, displayName(object, record.values)) : {}),
    ...(name === 'contact' ? contactOf(record.values, undefined) : {}),
  };
  const keys = uniqueKeys(object, values);
  const companyName = name === 'company' ? textOf(values, 'name') : undefined;
  const [holders, namesakes] = await Promise.all([
    keys.length === 0 ? undefined : store.findHolders(object, keys),
    companyName === undefined ? [] : store.findByName(object, companyName),
  ]);
  const held = keys.flatMap((key) => {
    const id = holders?.get(uniqueKeyText(key));
    return id === undefined ? [] : [{ field: key.field, id, isInTheWay: true }];
  });
  const named = namesakes.map((id) => ({ field: 'name', id, isInTheWay: false }));
  const shown = [...held, ...named].map(async ({ id, ...facts }): Promise<AlikeRecord[]> => {
    const found = await store.get(object, id);
    const isReadable =
      found !== undefined &&
      policy.can('read', name, factsOf(found)) &&
      policy.canField('read', name, facts.field, factsOf(found));
    if (isReadable)
      return [{ ...facts, id, displayName: viewOf(policy, object, found).displayName }];
    return facts.isInTheWay ? [facts] : [];
  });
  return (await Promise.all(shown)).flat();
}
