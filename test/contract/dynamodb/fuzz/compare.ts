import { Model } from './model.ts';
import type { Operation, Outcome } from './operations.ts';
import { type Clients, createFuzzTable, readChanges, runOn } from './target.ts';
import { type Item, text } from './values.ts';

/** Where the model and a DynamoDB first disagreed. */
export interface Difference {
  /** Position of the operation; the number of operations where only the end state differs. */
  readonly at: number;
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

/** Runs operations against the model and a fresh table, then compares all that is stored. */
export async function compare(
  clients: Clients,
  table: string,
  operations: readonly Operation[],
): Promise<Difference | undefined> {
  const model = new Model();
  await createFuzzTable(clients, table);
  for (const [at, operation] of operations.entries()) {
    const [expected, actual] = [model.run(operation), await runOn(clients, table, operation)];
    const indexed = operation.kind === 'query' && operation.index;
    const difference = indexed
      ? differing(operation.kind, at, withoutTies(expected), withoutTies(actual))
      : differing(operation.kind, at, expected, actual);
    if (difference) return difference;
  }
  for (const index of [undefined, 'byG', 'byK'] as const) {
    const expected = model.list(index).map(text).sort();
    const scan = { kind: 'scan', index, segments: 1, limit: 1_000 } as const;
    const actual = await runOn(clients, table, scan);
    const difference = differing(
      `items of ${index ?? 'the table'}`,
      operations.length,
      { answer: expected },
      actual,
    );
    if (difference) return difference;
  }
  const changes = await readChanges(clients, table);
  return differing('stream', operations.length, model.changes, changes);
}

/** The order of sort keys, and the items apart from it: among equal keys of an index none is given. */
function withoutTies(outcome: Outcome): unknown {
  if (!('answer' in outcome) || !Array.isArray(outcome.answer)) return outcome;
  const items: readonly Item[] = outcome.answer;
  return { sortKeys: items.map(({ h }) => h ?? null), items: items.map(text).sort() };
}

function differing(what: string, at: number, expected: unknown, actual: unknown) {
  const [left, right] = [text(expected), text(actual)];
  return left === right ? undefined : { at, what, expected: left, actual: right };
}

/** Leaves operations out as long as the run still differs; for the report of a failure. */
export async function shortest(
  operations: readonly Operation[],
  fails: (operations: readonly Operation[]) => Promise<boolean>,
): Promise<readonly Operation[]> {
  let kept = operations;
  // As many operations as this in all, so that the report comes within a minute.
  let budget = 50_000;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let from = 0; from < kept.length && budget > 0; ) {
      const without = [...kept.slice(0, from), ...kept.slice(from + size)];
      budget -= without.length;
      if (await fails(without)) kept = without;
      else from += size;
    }
  return kept;
}
