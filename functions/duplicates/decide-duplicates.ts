import type { Principal } from '#shared/auth/principal';
import type { MatchedObject } from '#shared/duplicates/match-rules';
import { objects } from '#shared/objects/objects';
import { loadRecord } from '../records/load-record.ts';
import { pairsOf } from './decision-store.ts';
import type { DuplicateDependencies } from './duplicate-dependencies.ts';

export interface DecideDuplicatesInput {
  readonly object: MatchedObject;
  readonly ids: readonly string[];
  /** `open` takes an earlier decision back. */
  readonly decision: 'distinct' | 'open';
}

/**
 * Remembers that records are not the same, every two of them, or forgets it. Only who may change each
 * of them decides. Throws `request.not_found`, `request.forbidden`.
 */
export async function decideDuplicates(
  dependencies: DuplicateDependencies,
  principal: Principal,
  { object, ids, decision }: DecideDuplicatesInput,
): Promise<{ readonly pairs: number }> {
  for (const id of ids) await loadRecord(dependencies, principal, 'update', objects[object], id);
  const pairs = pairsOf(ids);
  const { decisions, clock } = dependencies;
  if (decision === 'open') await decisions.forget(object, pairs);
  else {
    const at = clock.now().toISOString();
    await decisions.remember(pairs.map((pair) => ({ object, ...pair, by: principal.userId, at })));
  }
  return { pairs: pairs.length };
}
