import type { MatchedObject } from '#shared/duplicates/match-rules';

/** Two records that somebody looked at, the smaller id first. */
export interface Pair {
  readonly first: string;
  readonly second: string;
}

export interface Decision extends Pair {
  readonly object: MatchedObject;
  readonly by: string;
  /** UTC, ISO-8601. */
  readonly at: string;
}

/** Which records are known not to be the same. */
export interface DecisionStore {
  /** Remembers that these pairs are not the same; told again, the later word counts. */
  remember(decisions: readonly Decision[]): Promise<void>;
  forget(object: MatchedObject, pairs: readonly Pair[]): Promise<void>;
  /** Those of the pairs that are known not to be the same, as `pairText` has them. */
  distinct(object: MatchedObject, pairs: readonly Pair[]): Promise<ReadonlySet<string>>;
}

export function pairText({ first, second }: Pair): string {
  return `${first}#${second}`;
}

/** Every two of these records. */
export function pairsOf(ids: readonly string[]): Pair[] {
  const sorted = [...ids].sort();
  return sorted.flatMap((first, place) =>
    sorted.slice(place + 1).map((second) => ({ first, second })),
  );
}
