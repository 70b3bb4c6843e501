import type { ObjectDefinition } from '#shared/objects/define-object';
import { RecordId } from '#shared/objects/record-id';
import { foldUnique } from '#shared/objects/unique-keys';
import { factsOf } from '#shared/records/field-rules';
import { uniqueKeyText } from '#shared/records/record-store';
import { problemOf } from '../problems.ts';
import { systemPrincipalId } from '../system-principal.ts';
import type { Lookup, PreparedRow } from './prepare-row.ts';
import type { ReadyRow, RowContext, RowNeeds } from './row-context.ts';

type Prepared = Extract<PreparedRow, { kind: 'ready' }>;

/** Whom or what a text means; absent where that is nobody, nothing, or not to be seen. */
type Found = ReadonlyMap<
  string,
  { readonly id: string; readonly teamId?: string | undefined } | 'several'
>;

const keyOf = ({ field, text }: Pick<Lookup, 'field' | 'text'>) => `${field}\n${text}`;

/**
 * Finds people and records that rows name: people by id, e-mail or name, records by id, external id
 * or name. What is not found is kept in the notes with a warning. Rows that name no owner belong to
 * whoever started the import.
 */
export async function resolveLookups(
  needs: RowNeeds,
  context: RowContext,
  rows: readonly (Prepared & { readonly recordId: string })[],
): Promise<ReadyRow[]> {
  const distinct = new Map(
    rows.flatMap(({ lookups }) => lookups.map((lookup) => [keyOf(lookup), lookup] as const)),
  );
  const found = new Map([
    ...(await findPeople(needs, context, [...distinct.values()])),
    ...(await findRecords(needs, context, [...distinct.values()])),
  ]);
  const { starter, object } = context;
  // Files from a drop folder belong to nobody yet.
  const isPerson = starter.userId !== systemPrincipalId;
  const own = object.fields['ownerId'] && isPerson ? { ownerId: starter.userId } : {};
  return rows.map(({ lookups, kind: _, ...row }) => {
    const values = { ...row.values };
    const kept = [...row.kept];
    const warnings = [...row.warnings];
    let teamId: string | undefined;
    for (const lookup of lookups) {
      const { field, header, text } = lookup;
      const target = found.get(keyOf(lookup));
      if (target === 'several' || !target) {
        warnings.push(problemOf(target ? 'cell.ambiguous' : 'cell.not-found', { header }));
        kept.push({ header, text });
      } else if (values[field] === undefined) {
        values[field] = target.id;
        if (field === 'ownerId') teamId = target.teamId;
      } else if (values[field] !== target.id) {
        warnings.push(problemOf('cell.several', { header }));
        kept.push({ header, text });
      }
    }
    const owned = values['ownerId'] === undefined;
    return {
      ...row,
      values: owned ? { ...own, ...values } : values,
      kept,
      warnings,
      namesOwner: !owned,
      teamId: owned ? (isPerson ? starter.teamId : undefined) : teamId,
    };
  });
}

async function findPeople(
  { people }: RowNeeds,
  { object }: RowContext,
  lookups: readonly Lookup[],
): Promise<Found> {
  const found = new Map<string, { id: string; teamId: string | undefined } | 'several'>();
  for (const lookup of lookups) {
    if (object.fields[lookup.field]?.kind !== 'user') continue;
    const [owner, ...others] = await people.named(lookup.text);
    if (others.length > 0) found.set(keyOf(lookup), 'several');
    else if (owner) found.set(keyOf(lookup), { id: owner.userId, teamId: owner.teamId });
  }
  return found;
}

async function findRecords(
  needs: RowNeeds,
  context: RowContext,
  lookups: readonly Lookup[],
): Promise<Found> {
  const found = new Map<string, { id: string } | 'several'>();
  for (const [name, field] of Object.entries(context.object.fields)) {
    if (field.kind !== 'reference') continue;
    const texts = lookups.filter((lookup) => lookup.field === name).map(({ text }) => text);
    if (texts.length === 0) continue;
    const target = context.definitionOf(field.object);
    const { ids, several } = await findByTexts(needs, context, target, texts);
    for (const [text, id] of ids) found.set(keyOf({ field: name, text }), { id });
    for (const text of several) found.set(keyOf({ field: name, text }), 'several');
  }
  return found;
}

/** Records by the texts that mean them, and the texts that mean several. */
export interface FoundByTexts {
  readonly ids: ReadonlyMap<string, string>;
  readonly several: ReadonlySet<string>;
}

/**
 * The records that texts mean, as far as the starter may read them: by id, else by external id, else
 * by a name that only one has.
 */
export async function findByTexts(
  { records }: Pick<RowNeeds, 'records'>,
  { policy }: Pick<RowContext, 'policy'>,
  target: ObjectDefinition,
  texts: readonly string[],
): Promise<FoundByTexts> {
  const found = new Map<string, string>();
  const named = new Map<string, readonly string[]>();
  const external = target.fields['externalId'];
  const keys = external?.unique
    ? texts.map((text) => ({ field: 'externalId', value: foldUnique(external, text) }))
    : [];
  const holders = await records.findHolders(target, keys);
  for (const [at, text] of texts.entries()) {
    const key = keys[at];
    const holder = key && holders.get(uniqueKeyText(key));
    if (RecordId.safeParse(text).success) found.set(text, text);
    else if (holder) found.set(text, holder);
    else named.set(text, await records.findByName(target, text));
  }
  const wanted = new Set([...found.values(), ...[...named.values()].flat()]);
  const live = await records.getMany(target, [...wanted]);
  const readable = new Set(
    live.filter((record) => policy.can('read', target.name, factsOf(record))).map(({ id }) => id),
  );
  const several = new Set<string>();
  for (const [text, all] of named) {
    const [only, ...others] = all.filter((id) => readable.has(id));
    if (others.length > 0) several.add(text);
    else if (only) found.set(text, only);
  }
  return { ids: new Map([...found].filter(([, id]) => readable.has(id))), several };
}
