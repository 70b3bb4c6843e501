import type { ObjectName } from '#shared/objects/names';

/** A row without a unique value says by this key which other rows are the same. */
export interface MatchClaim {
  /** Hash of what the row is recognised by. */
  readonly key: string;
  readonly recordId: string;
}

export interface MatchHolder {
  readonly recordId: string;
  /** When it was claimed, ISO-8601. */
  readonly at: string;
}

/** Who was first with a row that carries no unique value. */
export interface MatchClaims {
  /**
   * Claims what nobody holds; gives the holder of each key that another record holds. A claim
   * repeated for the same record succeeds.
   */
  claim(
    object: ObjectName,
    claims: readonly MatchClaim[],
    at: string,
  ): Promise<ReadonlyMap<string, MatchHolder>>;
  /** Who holds these keys. */
  find(object: ObjectName, keys: readonly string[]): Promise<ReadonlyMap<string, MatchHolder>>;
  /** Lets go of what a record holds, so that its row can come again. */
  release(object: ObjectName, claims: readonly MatchClaim[]): Promise<void>;
  /** Gives a key of a record that is gone to another; false if somebody else was faster. */
  takeOver(object: ObjectName, claim: MatchClaim, from: MatchHolder, at: string): Promise<boolean>;
}
