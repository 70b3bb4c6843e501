import type { AttributeMap, AttributeValue } from './attribute-value.ts';
import { typeOf } from './attribute-value.ts';
import type { Comparator, Condition, Operand } from './condition-parser.ts';
import { valueAt } from './document.ts';
import { compareValues, membersOf, valuesEqual } from './value-order.ts';

/** Whether an item meets a condition; `values` are the ExpressionAttributeValues. */
export function holds(condition: Condition, item: AttributeMap, values: AttributeMap): boolean {
  const read = (operand: Operand) => resolve(operand, item, values);
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item, values) && holds(condition.right, item, values);
    case 'or':
      return holds(condition.left, item, values) || holds(condition.right, item, values);
    case 'not':
      return !holds(condition.of, item, values);
    case 'compare':
      return compare(condition.comparator, read(condition.left), read(condition.right));
    case 'between': {
      const value = read(condition.of);
      return (
        compare('>=', value, read(condition.low)) && compare('<=', value, read(condition.high))
      );
    }
    case 'in': {
      const value = read(condition.of);
      return condition.options.some((option) => compare('=', value, read(option)));
    }
    case 'call':
      return call(
        condition.name,
        read(condition.subject),
        condition.argument && read(condition.argument),
      );
  }
}

function resolve(
  operand: Operand,
  item: AttributeMap,
  values: AttributeMap,
): AttributeValue | undefined {
  if (operand.kind === 'value') return values[operand.name];
  if (operand.kind === 'path') return valueAt(item, operand.path);
  const size = sizeOf(resolve(operand.of, item, values));
  return size === undefined ? undefined : { N: String(size) };
}

function sizeOf(value: AttributeValue | undefined): number | undefined {
  if (!value) return undefined;
  if ('S' in value) return value.S.length;
  if ('B' in value) return Buffer.byteLength(value.B, 'base64');
  if ('L' in value) return value.L.length;
  if ('M' in value) return Object.keys(value.M).length;
  return 'SS' in value || 'NS' in value || 'BS' in value ? membersOf(value).length : undefined;
}

function compare(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (comparator === '=')
    return left !== undefined && right !== undefined && valuesEqual(left, right);
  if (comparator === '<>') return !compare('=', left, right);
  const order = left && right && compareValues(left, right);
  if (order === undefined) return false;
  if (comparator === '<') return order < 0;
  if (comparator === '<=') return order <= 0;
  return comparator === '>' ? order > 0 : order >= 0;
}

function call(
  name: Extract<Condition, { kind: 'call' }>['name'],
  subject: AttributeValue | undefined,
  argument: AttributeValue | undefined,
): boolean {
  if (name === 'attribute_not_exists') return subject === undefined;
  if (name === 'attribute_exists') return subject !== undefined;
  if (!subject || !argument) return false;
  if (name === 'attribute_type') return 'S' in argument && typeOf(subject) === argument.S;
  return name === 'begins_with' ? beginsWith(subject, argument) : contains(subject, argument);
}

function beginsWith(subject: AttributeValue, prefix: AttributeValue): boolean {
  if ('S' in subject) return 'S' in prefix && subject.S.startsWith(prefix.S);
  if (!('B' in subject && 'B' in prefix)) return false;
  const wanted = Buffer.from(prefix.B, 'base64');
  return Buffer.from(subject.B, 'base64').subarray(0, wanted.length).equals(wanted);
}

function contains(subject: AttributeValue, wanted: AttributeValue): boolean {
  if ('S' in subject) return 'S' in wanted && subject.S.includes(wanted.S);
  if ('B' in subject)
    return (
      'B' in wanted && Buffer.from(subject.B, 'base64').includes(Buffer.from(wanted.B, 'base64'))
    );
  if ('L' in subject) return subject.L.some((each) => valuesEqual(each, wanted));
  if ('SS' in subject) return 'S' in wanted && subject.SS.includes(wanted.S);
  if ('NS' in subject) return 'N' in wanted && subject.NS.includes(wanted.N);
  return 'BS' in subject && 'B' in wanted && subject.BS.includes(wanted.B);
}
