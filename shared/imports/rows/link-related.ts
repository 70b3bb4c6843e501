import { fieldsOf, type ObjectDefinition } from '#shared/objects/define-object';
import type { RecordValues } from '#shared/objects/field';
import { creationOf } from '#shared/records/changes';
import { fold } from '#shared/text/fold';
import { relatedRecordId } from '../import-ids.ts';
import { findByTexts } from './resolve-lookups.ts';
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
 * Links rows to the records that their texts name: those that are there with exactly this name and,
 * where the import may, new ones. A name that nobody or several have stays a text.
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
  const { field, nameField, target } = link;
  const names = new Map<string, { name: string; row: ReadyRow }>();
  for (const row of rows) {
    const name = row.values[nameField];
    if (typeof name === 'string' && row.values[field] === undefined && !names.has(fold(name)))
      names.set(fold(name), { name, row });
  }
  if (names.size === 0) return rows;
  const own = new Map(
    [...names.keys()].map((key) => [key, relatedRecordId(context.importId, target.name, key)]),
  );
  const made = await needs.records.getMany(target, [...own.values()]);
  const madeIds = new Set(made.map(({ id }) => id));
  const unmade = [...names].filter(([key]) => !madeIds.has(own.get(key) ?? ''));
  const found = await findByTexts(
    needs,
    context,
    target,
    unmade.map(([, { name }]) => name),
  );
  const ids = new Map<string, string>();
  for (const [key, { name }] of names) {
    const id = found.get(name) ?? (madeIds.has(own.get(key) ?? '') ? own.get(key) : undefined);
    if (id !== undefined) ids.set(key, id);
  }
  if (context.options.createRelated && context.policy.can('create', target.name)) {
    const missing = [...names].filter(([key]) => !ids.has(key));
    for (const [key, id] of await make(needs, context, link, missing, own)) {
      ids.set(key, id);
      madeIds.add(id);
    }
  }
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
  { records, ids }: RowNeeds,
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
    allowed.map(({ id, values, teamId }) =>
      creationOf(ids, origin, target, { id, values, teamId }),
    ),
  );
  return allowed.flatMap(({ key, id }, at) => {
    const kind = ends[at]?.kind;
    return kind === 'created' || kind === 'exists' ? [[key, id] as const] : [];
  });
}
