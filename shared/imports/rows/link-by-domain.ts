import type { RecordValues } from '#shared/objects/field';
import { webDomain } from '#shared/text/web-domain';
import { companiesOfDomains } from './companies-of-domains.ts';
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
  needs: RowNeeds,
  context: RowContext,
  field: string,
  rows: readonly ReadyRow[],
): Promise<readonly ReadyRow[]> {
  const domainOf = (row: ReadyRow) =>
    row.values[field] === undefined
      ? domainIn(row.values, field.replace(/Id$/, 'Domain'))
      : undefined;
  const companies = await companiesOfDomains(
    needs,
    context,
    rows.flatMap((row) => domainOf(row) ?? []),
  );
  return rows.map((row) => {
    const [only, ...others] = companies.get(domainOf(row) ?? '') ?? [];
    if (only === undefined || others.length > 0) return row;
    return { ...row, values: { ...row.values, [field]: only } };
  });
}
