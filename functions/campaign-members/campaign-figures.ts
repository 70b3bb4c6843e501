import type { Principal } from '#shared/auth/principal';
import { storedShapes } from '#shared/objects/stored-value';
import { policyFor, type ShareLevel } from '#shared/permissions/policy';
import { factsOf } from '#shared/records/field-rules';
import type { StoredRecord } from '#shared/records/record';
import type { MemberDependencies } from './member-dependencies.ts';

/** Records that came of a campaign and are looked at; beyond it the answer says that there are more. */
const mostCounted = 1_000;

interface Attributed {
  readonly records: readonly StoredRecord[];
  /** Whether there are others that were not looked at. */
  readonly more: boolean;
}

/**
 * What a campaign has come to: members by status and responses, kept as they change, and the leads and
 * deals that name it as their source, of those that the caller may read. What their role hides in these
 * is not counted either.
 */
export async function campaignFigures(
  dependencies: MemberDependencies,
  principal: Principal,
  campaignId: string,
) {
  const policy = policyFor(principal);
  const [{ byStatus, responses }, leads, deals] = await Promise.all([
    dependencies.members.counts(campaignId),
    attributed(dependencies, principal, 'lead', campaignId),
    attributed(dependencies, principal, 'deal', campaignId),
  ]);
  const members = Object.values(byStatus).reduce((sum, count) => sum + count, 0);
  const isConverted = ({ values }: StoredRecord) => values['status'] === 'converted';
  return {
    members,
    byStatus,
    responses,
    ...(leads && {
      leads: {
        ...counted(leads),
        ...(policy.canCompare('lead', 'status')
          ? { converted: leads.records.filter(isConverted).length }
          : {}),
      },
    }),
    ...(deals && { deals: { ...counted(deals), ...wonOf(principal, deals.records) } }),
  };
}

async function attributed(
  { store, shares, definitions }: MemberDependencies,
  principal: Principal,
  name: 'lead' | 'deal',
  campaignId: string,
): Promise<Attributed | undefined> {
  const policy = policyFor(principal);
  if (!policy.can('read', name) || !policy.canCompare(name, 'campaignId')) return undefined;
  const object = definitions.current(name);
  const { records, next } = await store.list(object, {
    ranges: [{ by: 'parent', field: 'campaignId', parentId: campaignId }],
    sort: 'updatedAt',
    descending: true,
    limit: mostCounted,
    after: undefined,
  });
  const closed = records.filter((record) => !policy.can('read', name, factsOf(record)));
  const ids = closed.map(({ id }) => id);
  const levels: ReadonlyMap<string, ShareLevel> =
    ids.length > 0 ? await shares.among(name, ids, principal) : new Map();
  const readable = records.filter((record) =>
    policy.can('read', name, factsOf(record, levels.get(record.id))),
  );
  return { records: readable, more: next !== undefined };
}

function counted({ records, more }: Attributed) {
  return { count: records.length, more };
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
