import { matchKeys, matchKeyText } from '#shared/duplicates/match-keys';
import type { RecordValues } from '#shared/objects/field';
import { objects } from '#shared/objects/objects';
import { factsOf } from '#shared/records/field-rules';
import { webDomain } from '#shared/text/web-domain';
import type { ReadyRow, RowContext, RowNeeds } from './row-context.ts';

/** The domain that a row gives its company: named by a column, else that of web site or e-mail address. */
function domainIn(values: RecordValues, domainField: string): string | undefined {
  const text = (field: string) => {
    const value = values[field];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const named = text(domainField) ?? text('website');
  return named === undefined ? text('email')?.split('@').at(-1) : webDomain(named);
}

/**
 * Links rows that name no company that is there to the one company with their domain, of those that
 * the starter may read. Addresses of public mail services find none, unless somebody made it a company's.
 */
export async function linkByDomain(
  { records, matches }: RowNeeds,
  { policy }: RowContext,
  field: string,
  rows: readonly ReadyRow[],
): Promise<readonly ReadyRow[]> {
  const domainOf = (row: ReadyRow) =>
    row.values[field] === undefined
      ? domainIn(row.values, field.replace(/Id$/, 'Domain'))
      : undefined;
  const keys = new Map(
    rows.flatMap((row) => {
      const domain = domainOf(row);
      const [key] = domain === undefined ? [] : matchKeys('company', { domain });
      return domain === undefined || !key ? [] : [[domain, key] as const];
    }),
  );
  if (keys.size === 0) return rows;
  const found = await matches.find([...keys.values()]);
  const members = (domain: string) => {
    const key = keys.get(domain);
    const all = key && found.get(matchKeyText(key));
    return (all ?? []).filter(({ object, isDeleted }) => object === 'company' && !isDeleted);
  };
  const wanted = new Set([...keys.keys()].flatMap((domain) => members(domain).map(({ id }) => id)));
  const live = await records.getMany(objects.company, [...wanted]);
  const readable = new Set(
    live.filter((record) => policy.can('read', 'company', factsOf(record))).map(({ id }) => id),
  );
  return rows.map((row) => {
    const domain = domainOf(row);
    if (domain === undefined) return row;
    const [only, ...others] = members(domain).filter(({ id }) => readable.has(id));
    if (!only || others.length > 0) return row;
    return { ...row, values: { ...row.values, [field]: only.id } };
  });
}
