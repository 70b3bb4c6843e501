import { equal, type Item, order, type Path, typeOf, type Value, valueAt } from './values.ts';

export type Operand = { readonly path: Path } | { readonly value: Value } | { readonly size: Path };
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type Condition =
  | { readonly kind: 'AND' | 'OR'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'NOT'; readonly of: Condition }
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'between'; readonly of: Operand; readonly low: Value; readonly high: Value }
  | { readonly kind: 'in'; readonly of: Operand; readonly options: readonly Value[] }
  | { readonly kind: 'attribute_exists' | 'attribute_not_exists'; readonly path: Path }
  | {
      readonly kind: 'attribute_type' | 'begins_with' | 'contains';
      readonly path: Path;
      readonly value: Value;
    };

const isOrdered = (value: Value) => ['S', 'N', 'B'].includes(typeOf(value));

/** Whether a condition is one at all: whatever is stored, some literals fit no operator. */
export function isValid(condition: Condition): boolean {
  switch (condition.kind) {
    case 'AND':
    case 'OR':
      return isValid(condition.left) && isValid(condition.right);
    case 'NOT':
      return isValid(condition.of);
    case 'compare':
      return (
        condition.comparator === '=' ||
        condition.comparator === '<>' ||
        [condition.left, condition.right].every(
          (operand) => !('value' in operand) || isOrdered(operand.value),
        )
      );
    case 'between': {
      const distance = order(condition.low, condition.high);
      return distance !== undefined && distance <= 0;
    }
    case 'begins_with':
      return ['S', 'B'].includes(typeOf(condition.value));
    case 'attribute_type':
      return 'S' in condition.value && /^(S|N|B|BOOL|NULL|SS|NS|BS|L|M)$/.test(condition.value.S);
    case 'in':
    case 'attribute_exists':
    case 'attribute_not_exists':
    case 'contains':
      return true;
  }
}

export function holds(condition: Condition, item: Item | undefined): boolean {
  switch (condition.kind) {
    case 'AND':
      return holds(condition.left, item) && holds(condition.right, item);
    case 'OR':
      return holds(condition.left, item) || holds(condition.right, item);
    case 'NOT':
      return !holds(condition.of, item);
    case 'compare':
      return compare(condition.comparator, read(condition.left, item), read(condition.right, item));
    case 'between': {
      const value = read(condition.of, item);
      return compare('>=', value, condition.low) && compare('<=', value, condition.high);
    }
    case 'in':
      return condition.options.some((option) => compare('=', read(condition.of, item), option));
    case 'attribute_exists':
      return valueAt(item, condition.path) !== undefined;
    case 'attribute_not_exists':
      return valueAt(item, condition.path) === undefined;
    case 'attribute_type': {
      const value = valueAt(item, condition.path);
      return value !== undefined && 'S' in condition.value && typeOf(value) === condition.value.S;
    }
    case 'begins_with':
      return beginsWith(valueAt(item, condition.path), condition.value);
    case 'contains':
      return contains(valueAt(item, condition.path), condition.value);
  }
}

function read(operand: Operand, item: Item | undefined): Value | undefined {
  if ('value' in operand) return operand.value;
  if ('path' in operand) return valueAt(item, operand.path);
  const value = valueAt(item, operand.size);
  if (!value || 'N' in value || 'BOOL' in value || 'NULL' in value) return undefined;
  if ('B' in value) return { N: String(value.B.length / 2) };
  if ('M' in value) return { N: String(Object.keys(value.M).length) };
  const [content] = Object.values(value) as { length: number }[];
  return { N: String(content?.length) };
}

function compare(comparator: Comparator, left: Value | undefined, right: Value | undefined) {
  if (comparator === '<>') return !(left && right && equal(left, right));
  if (!left || !right) return false;
  if (comparator === '=') return equal(left, right);
  const distance = order(left, right);
  if (distance === undefined) return false;
  return {
    '<': distance < 0,
    '<=': distance <= 0,
    '>': distance > 0,
    '>=': distance >= 0,
  }[comparator];
}

function beginsWith(value: Value | undefined, prefix: Value): boolean {
  if (value && 'S' in value && 'S' in prefix) return value.S.startsWith(prefix.S);
  return Boolean(value && 'B' in value && 'B' in prefix && value.B.startsWith(prefix.B));
}

function contains(value: Value | undefined, wanted: Value): boolean {
  if (!value) return false;
  if ('S' in value) return 'S' in wanted && value.S.includes(wanted.S);
  if ('L' in value) return value.L.some((each) => equal(each, wanted));
  if ('SS' in value) return 'S' in wanted && value.SS.includes(wanted.S);
  if ('NS' in value) return 'N' in wanted && value.NS.includes(wanted.N);
  if ('BS' in value) return 'B' in wanted && value.BS.includes(wanted.B);
  // Bytes of hexadecimal text: only even positions are the start of one.
  if ('B' in value && 'B' in wanted)
    return (
      (value.B.match(/../g) ?? []).some((_, at) => value.B.startsWith(wanted.B, at * 2)) ||
      wanted.B === ''
    );
  return false;
}
