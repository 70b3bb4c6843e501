import { type AttributeMap, type AttributeValue, typeOf } from './attribute-value.ts';
import type { Condition, Operand } from './condition-parser.ts';
import { invalid, invalidValues } from './failures.ts';
import { afterPrefix, encodeKeyPart, encodeOpenPart, partitionPrefix } from './key-encoding.ts';
import type { KeyRange } from './rows.ts';
import type { KeyAttribute, KeySchema } from './table.ts';

const label = 'Invalid KeyConditionExpression:';

/** What a query asks of one key attribute: an operator and its operands. */
interface Term {
  readonly name: string;
  readonly operator: '=' | '<' | '<=' | '>' | '>=' | 'between' | 'begins_with';
  readonly operands: readonly AttributeValue[];
}

/** A query's partition and the range of keys in it. */
export interface QueryRange extends KeyRange {
  readonly partition: AttributeValue;
}

/** The keys that meet a key condition. Throws where it is not one. */
export function queryRange(
  condition: Condition,
  { partition, sort }: KeySchema,
  values: AttributeMap,
): QueryRange {
  const terms = flatten(condition).map((each) => termOf(each, values));
  if (new Set(terms.map(({ name }) => name)).size !== terms.length)
    throw invalid(`${label} KeyConditionExpressions must only contain one condition per key`);
  const first = terms.find(({ name }) => name === partition.name);
  const second = terms.find(({ name }) => name === sort?.name);
  if (!first) throw invalid(`Query condition missed key schema element: ${partition.name}`);
  if (terms.length > 2) throw invalid('Conditions can be of length 1 or 2 only');
  if (terms.length > 1 && !second)
    throw invalid(
      sort
        ? `Query condition missed key schema element: ${sort.name}`
        : 'Query key condition not supported',
    );
  if (first.operator !== '=') throw invalid('Query key condition not supported');
  const value = operand(first, 0, partition);
  const prefix = partitionPrefix(value);
  if (!second || !sort) return { partition: value, from: prefix, to: afterPrefix(prefix) };
  return { partition: value, ...sortRange(prefix, second, sort) };
}

function sortRange(prefix: Buffer, term: Term, attribute: KeyAttribute): KeyRange {
  const value = operand(term, 0, attribute);
  const at = Buffer.concat([prefix, encodeKeyPart(value)]);
  const end = afterPrefix(prefix);
  switch (term.operator) {
    case '=':
      return { from: at, to: afterPrefix(at) };
    case '<':
      return { from: prefix, to: at };
    case '<=':
      return { from: prefix, to: afterPrefix(at) };
    case '>':
      return { from: afterPrefix(at), to: end };
    case '>=':
      return { from: at, to: end };
    case 'between':
      return {
        from: at,
        to: afterPrefix(Buffer.concat([prefix, encodeKeyPart(operand(term, 1, attribute))])),
      };
    case 'begins_with': {
      if ('N' in value) throw invalid('Query key condition not supported');
      const open = Buffer.concat([prefix, encodeOpenPart(value)]);
      return { from: open, to: afterPrefix(open) };
    }
  }
}

function operand({ operands }: Term, at: number, attribute: KeyAttribute): AttributeValue {
  const value = operands[at];
  if (!value || typeOf(value) !== attribute.type)
    throw invalidValues('Condition parameter type does not match schema type');
  if (('S' in value && value.S === '') || ('B' in value && value.B === ''))
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${'S' in value ? 'string' : 'binary'} value. Key: ${attribute.name}`,
    );
  return value;
}

function flatten(condition: Condition): readonly Condition[] {
  if (condition.kind === 'and') return [...flatten(condition.left), ...flatten(condition.right)];
  if (condition.kind === 'or' || condition.kind === 'not' || condition.kind === 'in')
    throw invalid(
      `${label} Invalid operator used in KeyConditionExpression: ${condition.kind.toUpperCase()}`,
    );
  return [condition];
}

const mirrored = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=' } as const;

function termOf(condition: Condition, values: AttributeMap): Term {
  const literal = (node: Operand): AttributeValue => {
    const value = node.kind === 'value' ? values[node.name] : undefined;
    if (!value)
      throw invalid(
        `${label} Invalid condition in KeyConditionExpression: operands must be values`,
      );
    return value;
  };
  if (condition.kind === 'compare') {
    const { comparator, left, right } = condition;
    if (comparator === '<>')
      throw invalid(`${label} Invalid operator used in KeyConditionExpression: <>`);
    if (left.kind === 'value')
      return { name: nameOf(right), operator: mirrored[comparator], operands: [literal(left)] };
    return { name: nameOf(left), operator: comparator, operands: [literal(right)] };
  }
  if (condition.kind === 'between')
    return {
      name: nameOf(condition.of),
      operator: 'between',
      operands: [literal(condition.low), literal(condition.high)],
    };
  if (condition.kind === 'call' && condition.name === 'begins_with' && condition.argument)
    return {
      name: nameOf(condition.subject),
      operator: 'begins_with',
      operands: [literal(condition.argument)],
    };
  throw invalid(
    `${label} Invalid operator used in KeyConditionExpression: ${condition.kind === 'call' ? condition.name : condition.kind}`,
  );
}

function nameOf(node: Operand): string {
  if (node.kind === 'path' && node.path.length === 1) return node.path[0];
  throw invalid(
    node.kind === 'path'
      ? `${label} KeyConditionExpressions cannot have conditions on nested attributes`
      : `${label} Invalid operator used in KeyConditionExpression`,
  );
}
