import type { Comparator, Condition } from './conditions.ts';
import type { Action } from './updates.ts';
import type { Item, Value } from './values.ts';

/** Keys of the table: `p` (a string) and `s` (a number). Keys of the index `byG`: `g` and `h`. */
export interface Key {
  readonly p: string;
  readonly s: string;
}

export type Write =
  | { readonly kind: 'put'; readonly item: Item; readonly condition?: Condition }
  | {
      readonly kind: 'update';
      readonly key: Key;
      readonly actions: readonly Action[];
      readonly condition?: Condition;
    }
  | { readonly kind: 'delete'; readonly key: Key; readonly condition?: Condition };

export type Check = {
  readonly kind: 'check';
  readonly key: Key;
  readonly condition: Condition;
};

export interface SortTerm {
  readonly comparator: Exclude<Comparator, '<>'> | 'between' | 'begins_with';
  readonly operands: readonly [Value, ...Value[]];
}

/** One request. Plain data, so that a failing run can be printed, shortened and repeated. */
export type Operation =
  | { readonly kind: 'write'; readonly write: Write }
  | { readonly kind: 'get'; readonly key: Key; readonly consistent: boolean }
  | {
      readonly kind: 'query';
      readonly index: 'byG' | 'byK' | undefined;
      readonly partition: string;
      readonly term?: SortTerm;
      readonly forward: boolean;
      readonly limit: number;
      readonly filter?: Condition;
    }
  | {
      readonly kind: 'scan';
      readonly index: 'byG' | 'byK' | undefined;
      readonly segments: number;
      readonly limit: number;
      readonly filter?: Condition;
    }
  | { readonly kind: 'batchWrite'; readonly writes: readonly Write[] }
  | { readonly kind: 'batchGet'; readonly keys: readonly Key[] }
  | {
      readonly kind: 'transactWrite';
      readonly actions: readonly (Write | Check)[];
      readonly token?: string;
    }
  | { readonly kind: 'transactGet'; readonly keys: readonly Key[] };

/** What an operation ends with: what was returned, or the code of the error. */
export type Outcome = { readonly answer: unknown } | { readonly error: string };

/** Key attributes of the indexes. */
export const indexKeys = { byG: ['g', 'h'], byK: ['g'] } as const;
/** What `byK` projects besides keys. */
export const included = ['a'];
