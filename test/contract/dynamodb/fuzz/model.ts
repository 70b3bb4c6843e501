import { type Condition, holds, isValid as isCondition } from './conditions.ts';
import {
  type Check,
  included,
  indexKeys,
  type Key,
  type Operation,
  type Outcome,
  type SortTerm,
  type Write,
} from './operations.ts';
import { isValid as isAction, Misfit, updated } from './updates.ts';
import { equal, type Item, order, text, type Value } from './values.ts';

/** A change as the stream tells it. */
export interface Change {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

class Refusal extends Error {}

const invalid = () => new Refusal('ValidationException');
const idOf = ({ p, s }: Key) => `${p}/${s}`;
const keyOf = ({ p, s }: Key): Item => ({ p: { S: p }, s: { N: s } });

/** What DynamoDB would do, with one map for the table and every index worked out from it anew. */
export class Model {
  readonly items = new Map<string, Item>();
  readonly changes: Change[] = [];
  readonly #tokens = new Map<string, string>();

  run(operation: Operation): Outcome {
    try {
      return { answer: this.#answer(operation) };
    } catch (error) {
      if (error instanceof Refusal) return { error: error.message };
      throw error;
    }
  }

  /** The items of the table or an index as a reader sees them, in no order. */
  list(index: 'byG' | 'byK' | undefined): Item[] {
    const items = [...this.items.values()];
    if (!index) return items;
    const names = indexKeys[index];
    const found = items.filter((item) => names.every((name) => item[name] !== undefined));
    if (index === 'byG') return found;
    const kept = ['p', 's', ...names, ...included];
    return found.map((item) =>
      Object.fromEntries(Object.entries(item).filter(([name]) => kept.includes(name))),
    );
  }

  #answer(operation: Operation): unknown {
    switch (operation.kind) {
      case 'write': {
        const { before, after } = this.#decide(operation.write);
        this.#store(operation.write, before, after);
        return operation.write.kind === 'update' ? (after ?? null) : (before ?? null);
      }
      case 'get':
        return this.items.get(idOf(operation.key)) ?? null;
      case 'query':
        return this.#query(operation);
      case 'scan': {
        check(operation.filter);
        const found = this.list(operation.index).filter(
          (item) => !operation.filter || holds(operation.filter, item),
        );
        return found.map(text).sort();
      }
      case 'batchWrite':
        return this.#batch(operation.writes);
      case 'batchGet':
        refuseRepeats(operation.keys.map(idOf));
        return operation.keys
          .map((key) => this.items.get(idOf(key)))
          .filter((item) => item !== undefined)
          .map(text)
          .sort();
      case 'transactWrite':
        return this.#transact(operation.actions, operation.token);
      case 'transactGet':
        refuseRepeats(operation.keys.map(idOf));
        return operation.keys.map((key) => this.items.get(idOf(key)) ?? null);
    }
  }

  /** The item before and after a write. Throws where the write is refused. */
  #decide(write: Write | Check) {
    checkWrite(write);
    const before = this.items.get(idOf(targetOf(write)));
    if (write.condition && !holds(write.condition, before))
      throw new Refusal('ConditionalCheckFailedException');
    return { before, after: next(write, before) };
  }

  #store(write: Write | Check, before: Item | undefined, after: Item | undefined) {
    if (equal(before, after)) return;
    this.changes.push({ before, after });
    const id = idOf(targetOf(write));
    if (after) this.items.set(id, after);
    else this.items.delete(id);
  }

  #batch(writes: readonly Write[]) {
    for (const write of writes) checkWrite(write);
    refuseRepeats(writes.map((write) => idOf(targetOf(write))));
    for (const write of writes) {
      const { before, after } = this.#decide(write);
      this.#store(write, before, after);
    }
    return null;
  }

  #transact(actions: readonly (Write | Check)[], token: string | undefined) {
    for (const action of actions) checkWrite(action);
    refuseRepeats(actions.map((action) => idOf(targetOf(action))));
    const content = text(actions);
    if (token !== undefined && this.#tokens.has(token)) {
      if (this.#tokens.get(token) === content) return null;
      throw new Refusal('IdempotentParameterMismatchException');
    }
    const reasons: string[] = [];
    const decided = actions.map((action) => {
      try {
        const both = this.#decide(action);
        reasons.push('None');
        return { action, ...both };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const failed = error.message === 'ConditionalCheckFailedException';
        reasons.push(failed ? 'ConditionalCheckFailed' : 'ValidationError');
        return undefined;
      }
    });
    if (reasons.some((reason) => reason !== 'None'))
      throw new Refusal(`TransactionCanceledException ${reasons.join(', ')}`);
    for (const each of decided) if (each) this.#store(each.action, each.before, each.after);
    if (token !== undefined) this.#tokens.set(token, content);
    return null;
  }

  #query(query: Extract<Operation, { kind: 'query' }>) {
    const { index, partition, term, filter, forward } = query;
    const [first, second] = index ? indexKeys[index] : (['p', 's'] as const);
    check(filter);
    if (term?.comparator === 'between' && (order(term.operands[0], term.operands[1]!) ?? 1) > 0)
      throw invalid();
    const sortOf = (item: Item) => (second ? item[second]! : { S: '' });
    const found = this.list(index)
      .filter((item) => equal(item[first], { S: partition }))
      .filter((item) => !term || meets(sortOf(item), term))
      .filter((item) => !filter || holds(filter, item));
    // Items that an index holds under equal keys may come in any order.
    found.sort((a, b) => order(sortOf(a), sortOf(b)) || (text(a) < text(b) ? -1 : 1));
    if (!forward) found.reverse();
    return found;
  }
}

export function targetOf(write: Write | Check): Key {
  if (write.kind !== 'put') return write.key;
  const { p, s } = write.item;
  return { p: p && 'S' in p ? p.S : '', s: s && 'N' in s ? s.N : '' };
}

function next(write: Write | Check, before: Item | undefined): Item | undefined {
  if (write.kind === 'put') return write.item;
  if (write.kind === 'check') return before;
  if (write.kind === 'delete') return undefined;
  try {
    const after = updated(before ?? keyOf(write.key), write.actions);
    const takes = write.actions.every(({ kind }) => kind === 'REMOVE' || kind === 'DELETE');
    if (!before && takes && write.actions.length > 0) return undefined;
    if (!hasGoodIndexKeys(after)) throw invalid();
    return after;
  } catch (error) {
    throw error instanceof Misfit ? invalid() : error;
  }
}

function hasGoodIndexKeys({ g, h }: Item): boolean {
  return (!g || ('S' in g && g.S !== '')) && (!h || 'N' in h);
}

/** What is wrong with a write whatever is stored. */
function checkWrite(write: Write | Check): void {
  if (write.kind === 'put' && !hasGoodIndexKeys(write.item)) throw invalid();
  if (write.kind === 'update' && !write.actions.every(isAction)) throw invalid();
  check(write.condition);
}

function check(condition: Condition | undefined): void {
  if (condition && !isCondition(condition)) throw invalid();
}

function refuseRepeats(ids: readonly string[]): void {
  if (new Set(ids).size !== ids.length) throw invalid();
}

function meets(value: Value, { comparator, operands: [first, second] }: SortTerm): boolean {
  if (comparator === 'begins_with')
    return 'S' in value && 'S' in first && value.S.startsWith(first.S);
  const distance = order(value, first)!;
  if (comparator === 'between') return distance >= 0 && order(value, second!)! <= 0;
  return holds(
    { kind: 'compare', comparator, left: { value }, right: { value: first } },
    undefined,
  );
}
