import { matchKeys, matchKeyText } from '#shared/duplicates/match-keys';
import { objects } from '#shared/objects/objects';
import { readableRecords } from './readable-records.ts';
import type { RowContext, RowNeeds } from './row-context.ts';

/** The companies with each of the domains, of those that the starter may read; a moment behind the records. */
export async function companiesOfDomains(
  needs: Pick<RowNeeds, 'matches' | 'records' | 'shares'>,
  context: Pick<RowContext, 'policy' | 'starter'>,
  domains: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const keys = new Map(
    domains.flatMap((domain) => {
      const [key] = matchKeys('company', { domain });
      return key ? [[domain, key] as const] : [];
    }),
  );
  if (keys.size === 0) return new Map();
  const found = await needs.matches.find([...keys.values()]);
  const members = new Map(
    [...keys].map(([domain, key]) => {
      const all = found.get(matchKeyText(key)) ?? [];
      const live = all.filter(({ object, isDeleted }) => object === 'company' && !isDeleted);
      return [domain, live.map(({ id }) => id)] as const;
    }),
  );
  const ids = [...members.values()].flat();
  const readable = await readableRecords(needs, context, objects.company, ids);
  return new Map(
    [...members].map(([domain, own]) => [domain, own.filter((id) => readable.has(id))]),
  );
}
