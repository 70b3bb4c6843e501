import type { Principal } from '#shared/auth/principal';
import { storedShapes } from '#shared/objects/stored-value';
import { policyFor } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { MemberDependencies } from './member-dependencies.ts';

/** Records that came of a campaign and are counted; beyond it the answer says that there are more. */
const mostCounted = 1_000;

/**
 * What a campaign has come to: members by status and responses, kept as they change, and the leads and
 * deals that name it as their source, of those that the caller may read.
 */
export async function campaignFigures(
  dependencies: MemberDependencies,
  principal: Principal,
  campaignId: string,
) {
  const [{ byStatus, responses }, leads, deals] = await Promise.all([
    dependencies.members.counts(campaignId),
    attributed(dependencies, principal, 'lead', campaignId),
    attributed(dependencies, principal, 'deal', campaignId),
  ]);
  const members = Object.values(byStatus).reduce((sum, count) => sum + count, 0);
  return {
    members,
    byStatus,
    responses,
    ...(leads && {
      leads: {
        ...counted(leads),
        converted: leads.filter(({ values }) => values['status'] === 'converted').length,
      },
    }),
    ...(deals && { deals: { ...counted(deals), ...wonOf(principal, deals) } }),
  };
}

async function attributed(
  { store, definitions }: MemberDependencies,
  principal: Principal,
  name: 'lead' | 'deal',
  campaignId: string,
): Promise<readonly StoredRecord[] | undefined> {
  const policy = policyFor(principal);
  if (!policy.can('read', name) || !policy.canCompare(name, 'campaignId')) return undefined;
  const page = await store.list(definitions.current(name), {
    ranges: [{ by: 'parent', field: 'campaignId', parentId: campaignId }],
    sort: 'updatedAt',
    descending: true,
    limit: mostCounted,
    accepts: (record) => policy.can('read', name, factsOf(record)),
    after: undefined,
  });
  return page.records;
}

function counted(records: readonly StoredRecord[]) {
  return { count: records.length, more: records.length === mostCounted };
}

/** Won deals and their amounts by currency, for whoever may see amounts. */
function wonOf(principal: Principal, deals: readonly StoredRecord[]) {
  const policy = policyFor(principal);
  if (!policy.canCompare('deal', 'status')) return {};
  const won = deals.filter(({ values }) => values['status'] === 'won');
  const sums = new Map<string, number>();
  for (const { values } of won) {
    const money = storedShapes.money.safeParse(values['amount']);
    if (!money.success) continue;
    const { amount, currency } = money.data;
    sums.set(currency, (sums.get(currency) ?? 0) + amount);
  }
  const amounts = [...sums].map(([currency, amount]) => ({ amount, currency }));
  return {
    won: won.length,
    ...(policy.canCompare('deal', 'amount') ? { wonAmounts: amounts } : {}),
  };
}
