import type { Comparator, Condition, Operand } from './conditions.ts';
import type { Check, Key, Operation, SortTerm, Write } from './operations.ts';
import type { Action, Expression } from './updates.ts';
import type { Item, Path, Value } from './values.ts';

const strings = ['', 'a', 'b', 'ab', 'é', '￿', '🚀', 'a\0', 'S'];
const numbers = ['0', '1', '2', '-1', '10', '0.5', '-0.25', '100.75', '3'];
const binaries = ['', '00', 'ff', '00ff', '0001'];
const partitions = ['a', 'b', 'a\0'];
const names = ['a', 'b', 'c', 'd'];
const types = ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M'];

/** Seeded numbers in [0, 1): a linear congruence with the high bits taken, enough for choices. */
function seeded(seed: number): () => number {
  let state = BigInt(seed) * 2_862_933_555_777_941_757n + 3_037_000_493n;
  return () => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n;
    return Number(state >> 32n) / 2 ** 32;
  };
}

/** The operations of a seed: always the same. */
export function operationsOf(seed: number, count: number): Operation[] {
  const random = seeded(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const chance = (probability: number) => random() < probability;
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;
  const many = <T>(least: number, most: number, make: () => T): T[] =>
    Array.from({ length: least + below(most - least + 1) }, make);
  const some = (from: readonly string[]) =>
    [...new Set([pick(from), ...many(0, 2, () => pick(from))])].sort();

  const value = (depth = 0): Value => {
    const kinds: (() => Value)[] = [
      () => ({ S: pick(strings) }),
      () => ({ N: pick(numbers) }),
      () => ({ N: pick(numbers) }),
      () => ({ B: pick(binaries) }),
      () => ({ BOOL: chance(0.5) }),
      () => ({ NULL: true }),
      () => ({ SS: some(strings) }),
      () => ({ NS: some(numbers) }),
      () => ({ BS: some(binaries) }),
      () => ({ L: many(0, 3, () => value(depth + 1)) }),
      () => ({ M: attributes(depth + 1) }),
    ];
    return pick(depth > 1 ? kinds.slice(0, 9) : [...kinds, ...kinds.slice(9), ...kinds.slice(9)])();
  };

  const attributes = (depth: number): Item =>
    Object.fromEntries(many(0, 3, () => [pick(names), value(depth)]));

  const key = (): Key => ({ p: pick(partitions), s: pick(['0', '1', '-1', '2.5', '10']) });

  const indexKeys = (): Item => ({
    ...(chance(0.7) && { g: chance(0.03) ? value() : { S: pick(['x', 'y']) } }),
    ...(chance(0.7) && { h: chance(0.03) ? value() : { N: pick(numbers) } }),
  });

  const item = (): Item => {
    const { p, s } = key();
    return { ...attributes(0), ...indexKeys(), p: { S: p }, s: { N: s } };
  };

  const path = (): Path => {
    const path: [string, ...(string | number)[]] = [pick(names)];
    while (path.length < 4 && chance(0.25)) path.push(chance(0.5) ? pick(names) : below(4));
    return path;
  };

  const operand = (): Operand => {
    if (chance(0.15)) return { size: path() };
    return chance(0.5) ? { path: path() } : { value: value() };
  };

  const condition = (depth = 0): Condition => {
    if (depth < 2 && chance(0.3)) {
      if (chance(0.3)) return { kind: 'NOT', of: condition(depth + 1) };
      const kind = chance(0.5) ? 'AND' : 'OR';
      return { kind, left: condition(depth + 1), right: condition(depth + 1) };
    }
    const left: Operand = chance(0.8) ? { path: path() } : { size: path() };
    const kinds: (() => Condition)[] = [
      () => {
        const comparator = pick<Comparator>(['=', '<>', '<', '<=', '>', '>=']);
        const right = operand();
        // AWS refuses to compare a path with itself.
        const same = 'path' in right && 'path' in left && `${right.path}` === `${left.path}`;
        return { kind: 'compare', comparator, left, right: same ? { value: value() } : right };
      },
      () => {
        const from = pick([strings, numbers, binaries]);
        const as = (each: string): Value =>
          from === strings ? { S: each } : from === numbers ? { N: each } : { B: each };
        return { kind: 'between', of: left, low: as(pick(from)), high: as(pick(from)) };
      },
      () => ({ kind: 'in', of: left, options: many(1, 3, () => value()) }),
      () => ({ kind: pick(['attribute_exists', 'attribute_not_exists']), path: path() }),
      () => ({ kind: 'attribute_type', path: path(), value: { S: pick([...types, 'X']) } }),
      () => ({ kind: 'begins_with', path: path(), value: value() }),
      () => ({ kind: 'contains', path: path(), value: value() }),
    ];
    return pick(kinds)();
  };

  const expression = (depth = 0): Expression => {
    const simple: (() => Expression)[] = [
      () => ({ value: value() }),
      () => ({ value: { N: pick(numbers) } }),
      () => ({ path: path() }),
      () => ({ absent: path(), otherwise: { value: value() } }),
    ];
    if (depth > 0 || chance(0.6)) return pick(simple)();
    const side = () => (chance(0.5) ? { path: path() } : expression(1));
    if (chance(0.5)) return { sign: pick(['+', '-']), left: side(), right: { value: value() } };
    const list: Value = { L: many(0, 2, () => value(1)) };
    return { append: chance(0.5) ? [side(), { value: list }] : [{ value: list }, side()] };
  };

  const action = (): Action => {
    if (chance(0.1)) {
      const to = { value: pick<Value>([{ S: 'x' }, { S: '' }, { N: '1' }]) };
      return chance(0.3)
        ? { kind: 'REMOVE', path: [pick(['g', 'h'])] }
        : { kind: 'SET', path: [pick(['g', 'h'])], to };
    }
    const kinds: (() => Action)[] = [
      () => ({ kind: 'SET', path: path(), to: expression() }),
      () => ({ kind: 'SET', path: path(), to: expression() }),
      () => ({ kind: 'REMOVE', path: path() }),
      () => ({ kind: pick(['ADD', 'DELETE']), path: path(), value: value() }),
    ];
    return pick(kinds)();
  };

  /** Actions whose paths neither contain each other nor disagree about what is a list. */
  const actions = (): Action[] => {
    const kept: Action[] = [];
    for (const each of many(1, 4, action)) {
      const apart = kept.every((other) => {
        const split = each.path.findIndex((step, at) => step !== other.path[at]);
        return (
          split >= 0 &&
          other.path[split] !== undefined &&
          typeof other.path[split] === typeof each.path[split]
        );
      });
      if (apart) kept.push(each);
    }
    return chance(0.02) ? [] : kept;
  };

  const conditional = () => (chance(0.35) ? { condition: condition() } : {});
  const write = (): Write => {
    const kind = below(10);
    if (kind < 4) return { kind: 'put', item: item(), ...conditional() };
    if (kind < 9) return { kind: 'update', key: key(), actions: actions(), ...conditional() };
    return { kind: 'delete', key: key(), ...conditional() };
  };
  const plainWrite = (): Write =>
    chance(0.8) ? { kind: 'put', item: item() } : { kind: 'delete', key: key() };
  const check = (): Check => ({ kind: 'check', key: key(), condition: condition() });

  const term = (): SortTerm => {
    const number = (): Value => ({ N: pick(numbers) });
    if (chance(0.3)) return { comparator: 'between', operands: [number(), number()] };
    return { comparator: pick(['=', '<', '<=', '>', '>=']), operands: [number()] };
  };

  const listing = () => ({
    index: pick([undefined, 'byG', 'byK'] as const),
    limit: 1 + below(6),
    ...(chance(0.4) && { filter: condition() }),
  });

  const operation = (): Operation => {
    const kind = below(100);
    if (kind < 54) return { kind: 'write', write: write() };
    if (kind < 60) return { kind: 'get', key: key(), consistent: chance(0.5) };
    if (kind < 72) {
      const { index, ...rest } = listing();
      const partition = index ? pick(['x', 'y', 'z']) : pick(partitions);
      const sorted = index !== 'byK' && chance(0.5) ? { term: term() } : {};
      return { kind: 'query', index, partition, forward: chance(0.5), ...sorted, ...rest };
    }
    if (kind < 74) return { kind: 'scan', segments: pick([1, 1, 3]), ...listing() };
    if (kind < 79) return { kind: 'batchWrite', writes: many(1, 4, plainWrite) };
    if (kind < 82) return { kind: 'batchGet', keys: many(1, 4, key) };
    if (kind < 85) return { kind: 'transactGet', keys: many(1, 4, key) };
    const actions = many(1, 3, () => {
      const each = chance(0.2) ? check() : write();
      // Within a transaction an update must have actions.
      return each.kind === 'update' && each.actions.length === 0 ? check() : each;
    });
    return { kind: 'transactWrite', actions, ...(chance(0.2) && { token: pick(['t1', 't2']) }) };
  };

  return Array.from({ length: count }, operation);
}
