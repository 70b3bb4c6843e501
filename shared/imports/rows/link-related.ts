import { fieldsOf, type ObjectDefinition } from '#shared/objects/define-object';
import type { RecordValues } from '#shared/objects/field';
import { creationOf } from '#shared/records/changes';
import { fold } from '#shared/text/fold';
import { relatedRecordId } from '../import-ids.ts';
import { problemOf } from '../problems.ts';
import { findByTexts } from './find-by-texts.ts';
import { linkByDomain } from './link-by-domain.ts';
import type { ReadyRow, RowContext, RowNeeds } from './row-context.ts';

/** A reference and the text beside it that names its target, as `companyId` and `companyName`. */
interface Link {
  readonly field: string;
  readonly nameField: string;
  readonly target: ObjectDefinition;
}

function linksOf({ object, definitionOf, policy }: RowContext): Link[] {
  return fieldsOf(object).flatMap((field) => {
    const nameField = field.name.replace(/Id$/, 'Name');
    if (field.kind !== 'reference' || object.fields[nameField]?.kind !== 'text') return [];
    if (!policy.canField('import', object.name, field.name)) return [];
    return [{ field: field.name, nameField, target: definitionOf(field.object) }];
  });
}

/**
 * Links rows to the records that their texts name: those that are there with exactly this name, where
 * asked for companies with their domain, and where the import may, new ones. A name that nobody or
 * several have stays a text.
 */
export async function linkRelated(
  needs: RowNeeds,
  context: RowContext,
  rows: readonly ReadyRow[],
): Promise<readonly ReadyRow[]> {
  let linked = rows;
  for (const link of linksOf(context)) linked = await linkOne(needs, context, link, linked);
  return linked;
}

async function linkOne(
  needs: RowNeeds,
  context: RowContext,
  link: Link,
  rows: readonly ReadyRow[],
): Promise<readonly ReadyRow[]> {
  const { options, policy } = context;
  const { field, target } = link;
  const named = await byName(needs, context, link, rows);
  const found =
    options.companiesByDomain && target.name === 'company'
      ? await linkByDomain(needs, context, field, named.rows)
      : named.rows;
  if (!options.createRelated || !policy.can('create', target.name)) return found;
  const missing = namesIn(link, found).filter(([key]) => !named.several.has(key));
  const own = new Map(missing.map(([key]) => [key, ownId(context, link, key)]));
  const made = new Map(await make(needs, context, link, missing, own));
  return withIds(link, found, made, new Set(made.values()));
}

const ownId = ({ importId }: RowContext, { target }: Link, key: string) =>
  relatedRecordId(importId, target.name, key);

/** Names of rows that are not linked yet, each once, folded, with a row that has it. */
function namesIn({ field, nameField }: Link, rows: readonly ReadyRow[]) {
  const names = new Map<string, { name: string; row: ReadyRow }>();
  for (const row of rows) {
    const name = row.values[nameField];
    if (typeof name === 'string' && row.values[field] === undefined && !names.has(fold(name)))
      names.set(fold(name), { name, row });
  }
  return [...names];
}

/** Links to what is there under the names, also to what another chunk of this import has made. */
async function byName(
  needs: RowNeeds,
  context: RowContext,
  link: Link,
  rows: readonly ReadyRow[],
): Promise<{ readonly rows: readonly ReadyRow[]; readonly several: ReadonlySet<string> }> {
  const { nameField, target } = link;
  const names = namesIn(link, rows);
  if (names.length === 0) return { rows, several: new Set() };
  const own = new Map(
    context.options.createRelated ? names.map(([key]) => [key, ownId(context, link, key)]) : [],
  );
  const made = own.size > 0 ? await needs.records.getMany(target, [...own.values()]) : [];
  const madeIds = new Set(made.map(({ id }) => id));
  const unmade = names.filter(([key]) => !madeIds.has(own.get(key) ?? ''));
  const found = await findByTexts(
    needs,
    context,
    target,
    unmade.map(([, { name }]) => name),
  );
  const ids = new Map<string, string>();
  for (const [key, { name }] of names) {
    const id = found.ids.get(name) ?? (madeIds.has(own.get(key) ?? '') ? own.get(key) : undefined);
    if (id !== undefined) ids.set(key, id);
  }
  const several = new Set([...found.several].map(fold));
  const warning = problemOf('cell.not-linked', { header: context.headerOf(nameField) });
  const told = rows.map((row) => {
    const name = row.values[nameField];
    const isUnclear = typeof name === 'string' && several.has(fold(name));
    return isUnclear ? { ...row, warnings: [...row.warnings, warning] } : row;
  });
  return { rows: withIds(link, told, ids, madeIds), several };
}

/** The rows with the records that their names stand for; those of this import are noted for its undoing. */
function withIds(
  { field, nameField, target }: Link,
  rows: readonly ReadyRow[],
  ids: ReadonlyMap<string, string>,
  madeIds: ReadonlySet<string>,
): ReadyRow[] {
  return rows.map((row) => {
    const name = row.values[nameField];
    const id = typeof name === 'string' ? ids.get(fold(name)) : undefined;
    if (id === undefined || row.values[field] !== undefined) return row;
    const related = madeIds.has(id)
      ? { related: [...(row.related ?? []), { object: target.name, id }] }
      : {};
    return { ...row, values: { ...row.values, [field]: id }, ...related };
  });
}

async function make(
  { records }: RowNeeds,
  { origin, starter, policy }: RowContext,
  { field, target }: Link,
  missing: readonly (readonly [string, { readonly name: string; readonly row: ReadyRow }])[],
  own: ReadonlyMap<string, string>,
): Promise<(readonly [string, string])[]> {
  const [nameOf] = target.nameFields.flat();
  if (nameOf === undefined) return [];
  const wanted = missing.map(([key, { name, row }]) => {
    const ownerId = row.values['ownerId'];
    const domain = row.values[field.replace(/Id$/, 'Domain')];
    const values: RecordValues = {
      [nameOf]: name,
      ...(target.fields['ownerId'] && ownerId !== undefined ? { ownerId } : {}),
      ...(target.fields['domain'] && domain !== undefined ? { domain } : {}),
    };
    return { key, id: own.get(key) ?? '', values, teamId: row.teamId ?? starter.teamId };
  });
  const allowed = wanted.filter(({ values }) =>
    Object.keys(values).every(
      (each) => each === 'ownerId' || policy.canField('create', target.name, each),
    ),
  );
  const ends = await records.createMany(
    target,
    allowed.map(({ id, values, teamId }) => creationOf(origin, target, { id, values, teamId })),
  );
  return allowed.flatMap(({ key, id }, at) => {
    const kind = ends[at]?.kind;
    return kind === 'created' || kind === 'exists' ? [[key, id] as const] : [];
  });
}
