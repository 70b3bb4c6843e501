import {
  fromHundredths,
  hundredths,
  type Item,
  type Path,
  typeOf,
  type Value,
  valueAt,
} from './values.ts';

export type Expression =
  | { readonly value: Value }
  | { readonly path: Path }
  | { readonly sign: '+' | '-'; readonly left: Expression; readonly right: Expression }
  | { readonly append: readonly [Expression, Expression] }
  | { readonly absent: Path; readonly otherwise: Expression };

export type Action =
  | { readonly kind: 'SET'; readonly path: Path; readonly to: Expression }
  | { readonly kind: 'REMOVE'; readonly path: Path }
  | { readonly kind: 'ADD' | 'DELETE'; readonly path: Path; readonly value: Value };

/** Thrown where an update does not fit the item. */
export class Misfit extends Error {}

const sets = ['SS', 'NS', 'BS'];

/** Whether the literals of an update fit its operators, whatever is stored. */
export function isValid(action: Action): boolean {
  if (action.kind === 'ADD') return ['N', ...sets].includes(typeOf(action.value));
  if (action.kind === 'DELETE') return sets.includes(typeOf(action.value));
  return action.kind !== 'SET' || fits(action.to);
}

function fits(expression: Expression, wanted?: string): boolean {
  if ('value' in expression) return wanted === undefined || typeOf(expression.value) === wanted;
  if ('sign' in expression) return fits(expression.left, 'N') && fits(expression.right, 'N');
  if ('append' in expression) return expression.append.every((each) => fits(each, 'L'));
  return !('absent' in expression) || fits(expression.otherwise);
}

const removed = Symbol('removed');
type Open = { [name: string]: Open } | Open[] | string | boolean | typeof removed;

/**
 * The item after an update: all values are computed first; then they are put into a copy, where
 * what goes is marked; the marks are swept out last, so that positions never shift.
 */
export function updated(item: Item, actions: readonly Action[]): Item {
  const copy = structuredClone(item) as unknown as Open;
  const changes = actions.map((action) => ({ path: action.path, value: outcome(action, item) }));
  // What lies beyond the end of a list is appended in the order of the indexes.
  changes.sort((a, b) => position(a.path) - position(b.path));
  for (const { path, value } of changes) {
    const parent = path.length === 1 ? item : container(item, path);
    const open = path.length === 1 ? copy : openAt(copy, path);
    const step = path.at(-1)!;
    const exists = Object.hasOwn(parent, step);
    if (value === undefined && !exists) continue;
    const next = value === undefined ? removed : (structuredClone(value) as unknown as Open);
    if (Array.isArray(open) && !exists) open.push(next);
    else Object.assign(open, { [step]: next });
  }
  return swept(copy) as unknown as Item;
}

const position = (path: Path) => {
  const last = path.at(-1);
  return typeof last === 'number' ? last : -1;
};

/** The list or map that holds the last step of a path. */
function container(item: Item, path: Path): object {
  const value = valueAt(item, path.slice(0, -1) as unknown as Path);
  if (value && typeof path.at(-1) === 'number' && 'L' in value) return value.L;
  if (value && typeof path.at(-1) === 'string' && 'M' in value) return value.M;
  throw new Misfit('The document path is invalid');
}

function openAt(copy: Open, [name, ...steps]: Path): object {
  const into = (open: Open, step: string | number) => (open as Record<string, Open>)[step]!;
  let open = into(copy, name);
  for (const [at, step] of steps.entries()) {
    open = into(open, typeof step === 'number' ? 'L' : 'M');
    if (at < steps.length - 1) open = into(open, step);
  }
  return open as object;
}

function swept(open: Open): Open {
  if (Array.isArray(open)) return open.filter((each) => each !== removed).map(swept);
  if (typeof open !== 'object') return open;
  const kept = Object.entries(open).filter(([, value]) => value !== removed);
  return Object.fromEntries(kept.map(([name, value]) => [name, swept(value)]));
}

function outcome(action: Action, item: Item): Value | undefined {
  if (action.kind === 'REMOVE') return undefined;
  if (action.kind === 'SET') return evaluate(action.to, item);
  const { kind, path, value } = action;
  const current = valueAt(item, path);
  if (!current) return kind === 'ADD' ? value : undefined;
  if (typeOf(current) !== typeOf(value)) throw new Misfit('Incorrect data type');
  if ('N' in current && 'N' in value) return add(current, value, 1n);
  const [have, given] = [current, value].map((each) => Object.values(each)[0] as string[]);
  const members =
    kind === 'ADD'
      ? [...new Set([...have!, ...given!])].sort()
      : have!.filter((each) => !given!.includes(each));
  return members.length > 0 ? ({ [typeOf(value)]: members } as unknown as Value) : undefined;
}

function evaluate(expression: Expression, item: Item): Value {
  if ('value' in expression) return expression.value;
  if ('absent' in expression)
    return valueAt(item, expression.absent) ?? evaluate(expression.otherwise, item);
  if ('sign' in expression)
    return add(
      evaluate(expression.left, item),
      evaluate(expression.right, item),
      expression.sign === '+' ? 1n : -1n,
    );
  if ('append' in expression) {
    const [left, right] = expression.append.map((each) => evaluate(each, item));
    if (!('L' in left! && 'L' in right!)) throw new Misfit('Incorrect data type');
    return { L: [...left.L, ...right.L] };
  }
  const value = valueAt(item, expression.path);
  if (!value) throw new Misfit('No such attribute');
  return value;
}

function add(left: Value, right: Value, sign: 1n | -1n): Value {
  if (!('N' in left && 'N' in right)) throw new Misfit('Incorrect data type');
  return { N: fromHundredths(hundredths(left.N) + sign * hundredths(right.N)) };
}
