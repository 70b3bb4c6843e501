import {
  type AttributeMap,
  type AttributeValue,
  attributeOf,
  setAttribute,
  typeOf,
} from './attribute-value.ts';
import { valueAt } from './document.ts';
import type { Path } from './expression-reader.ts';
import { invalid } from './failures.ts';
import { addNumbers, negateNumber } from './number.ts';
import type { UpdateAction, UpdateValue } from './update-parser.ts';
import { membersOf, setLike } from './value-order.ts';

type Edit = { readonly path: Path; readonly value: AttributeValue | undefined };

const wrongType = () => invalid('An operand in the update expression has an incorrect data type');

/**
 * The item after an update. Every right side is computed from the item as it was; values are never
 * changed in place, so nothing is shared by accident. Throws where a path or a type does not fit.
 */
export function updated(
  item: AttributeMap,
  actions: readonly UpdateAction[],
  values: AttributeMap,
): AttributeMap {
  const edits = actions.map((action) => editOf(action, item, values));
  let result = item;
  // Elements beyond a list's end are appended in the order of their indexes.
  for (const { path, value } of edits.filter((edit) => edit.value).sort(byLastIndex))
    result = editMap(result, path, 0, value);
  // From the back, so that every index still means the element it meant before; what was not there
  // before stays, though it was appended just now. Its path is checked all the same.
  for (const { path } of edits
    .filter((edit) => !edit.value)
    .filter(({ path }) => valueAt(item, path) ?? (editMap(item, path, 0, undefined) && false))
    .sort(byLastIndex)
    .reverse())
    result = editMap(result, path, 0, undefined);
  return result;
}

function byLastIndex(left: Edit, right: Edit): number {
  for (let depth = 0; ; depth++) {
    const [a, b] = [left.path[depth], right.path[depth]];
    if (a === undefined || b === undefined) return 0;
    if (typeof a === 'number' && typeof b === 'number' && a !== b) return a - b;
    if (a !== b) return a < b ? -1 : 1;
  }
}

function editOf(action: UpdateAction, item: AttributeMap, values: AttributeMap): Edit {
  const { path } = action;
  if (action.kind === 'remove') return { path, value: undefined };
  if (action.kind === 'set') return { path, value: evaluate(action.value, item, values) };
  const operand = values[action.name];
  const current = valueAt(item, path);
  if (!operand) throw wrongType();
  if (action.kind === 'delete') return { path, value: current && withoutMembers(current, operand) };
  return { path, value: current ? sum(current, operand) : operand };
}

function sum(current: AttributeValue, operand: AttributeValue): AttributeValue {
  if ('N' in current && 'N' in operand) return { N: addNumbers(current.N, operand.N) };
  if (typeOf(current) !== typeOf(operand) || membersOf(operand).length === 0) throw wrongType();
  return setLike(current, [...new Set([...membersOf(current), ...membersOf(operand)])]);
}

function withoutMembers(
  current: AttributeValue,
  operand: AttributeValue,
): AttributeValue | undefined {
  if (typeOf(current) !== typeOf(operand)) throw wrongType();
  const removed = new Set(membersOf(operand));
  const rest = membersOf(current).filter((member) => !removed.has(member));
  return rest.length > 0 ? setLike(current, rest) : undefined;
}

function evaluate(value: UpdateValue, item: AttributeMap, values: AttributeMap): AttributeValue {
  switch (value.kind) {
    case 'value':
      return values[value.name] ?? missing();
    case 'path':
      return valueAt(item, value.path) ?? missing();
    case 'default':
      return valueAt(item, value.path) ?? evaluate(value.otherwise, item, values);
    case 'append': {
      const [left, right] = both(value, item, values);
      if (!('L' in left && 'L' in right)) throw wrongType();
      return { L: [...left.L, ...right.L] };
    }
    case 'sum': {
      const [left, right] = both(value, item, values);
      if (!('N' in left && 'N' in right)) throw wrongType();
      return { N: addNumbers(left.N, value.sign === '+' ? right.N : negateNumber(right.N)) };
    }
  }
}

function both(
  value: Extract<UpdateValue, { left: UpdateValue }>,
  item: AttributeMap,
  values: AttributeMap,
): readonly [AttributeValue, AttributeValue] {
  return [evaluate(value.left, item, values), evaluate(value.right, item, values)];
}

function missing(): never {
  throw invalid('The provided expression refers to an attribute that does not exist in the item');
}

function badPath(): never {
  throw invalid('The document path provided in the update expression is invalid for update');
}

function editMap(
  map: AttributeMap,
  path: Path,
  depth: number,
  value: AttributeValue | undefined,
): AttributeMap {
  const name = String(path[depth]);
  const last = depth === path.length - 1;
  const current = attributeOf(map, name);
  if (last && !value && !current) return map;
  const copy = { ...map };
  if (!last) setAttribute(copy, name, editValue(current, path, depth + 1, value));
  else if (value) setAttribute(copy, name, value);
  else delete copy[name];
  return copy;
}

function editValue(
  container: AttributeValue | undefined,
  path: Path,
  depth: number,
  value: AttributeValue | undefined,
): AttributeValue {
  const step = path[depth];
  if (!container) return badPath();
  if (typeof step === 'string')
    return 'M' in container ? { M: editMap(container.M, path, depth, value) } : badPath();
  if (!('L' in container) || step === undefined) return badPath();
  const list = [...container.L];
  if (depth < path.length - 1) {
    const below = editValue(list[step], path, depth + 1, value);
    list[step] = below;
  } else if (value) list[Math.min(step, list.length)] = value;
  else list.splice(step, 1);
  return { L: list };
}
