import type { ObjectDefinition } from '#shared/objects/define-object';
import type { FieldValue, RelatedRecord } from '#shared/objects/field';
import { fieldSchema } from '#shared/objects/field-schema';
import { storedShapes } from '#shared/objects/stored-value';
import { problemOf } from '../problems.ts';
import { systemPrincipalId } from '../system-principal.ts';
import { findByTexts } from './find-by-texts.ts';
import { findRelated, relatedKey } from './find-related.ts';
import type { Lookup, PreparedRow } from './prepare-row.ts';
import type { ReadyRow, RowContext, RowNeeds } from './row-context.ts';

type Prepared = Extract<PreparedRow, { kind: 'ready' }>;

/** Whom or what a text means; absent where that is nobody, nothing, or not to be seen. */
type Found = ReadonlyMap<
  string,
  | { readonly id: string; readonly teamId?: string | undefined }
  /** Of a field that holds records of any object. */
  | { readonly related: RelatedRecord }
  | 'several'
>;

const keyOf = ({ field, object, text }: Pick<Lookup, 'field' | 'object' | 'text'>) =>
  `${field}\n${relatedKey({ object, text })}`;

/**
 * Finds people and records that rows name: people by id, e-mail or name, records by id, unique
 * value or name. What is not found is kept in the notes with a warning. Rows that name no owner belong to
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
    ...(await findRelatedRecords(needs, context, [...distinct.values()])),
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
      } else if ('related' in target) {
        const more = withRelated(object, field, values[field], target.related);
        if (more) values[field] = more;
        else kept.push({ header, text });
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

async function findRelatedRecords(
  needs: RowNeeds,
  context: RowContext,
  lookups: readonly Lookup[],
): Promise<Found> {
  const wanted = lookups.filter(({ field }) => context.object.fields[field]?.kind === 'related');
  const related = await findRelated(needs, context, wanted);
  return new Map(
    wanted.flatMap((lookup) => {
      const target = related.get(relatedKey(lookup));
      if (!target) return [];
      return [[keyOf(lookup), target === 'several' ? target : { related: target }] as const];
    }),
  );
}

/** The field's records with one more; undefined where it holds no more. */
function withRelated(
  object: ObjectDefinition,
  field: string,
  value: FieldValue | undefined,
  more: RelatedRecord,
): FieldValue | undefined {
  const definition = object.fields[field];
  const known = storedShapes.related.parse(value ?? []);
  return definition && fieldSchema(definition).safeParse([...known, more]).data;
}
