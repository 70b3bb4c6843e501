import type { ExpressionReader, Path } from './expression-reader.ts';

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'size'; readonly of: Operand };

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type ConditionFunction =
  | 'attribute_exists'
  | 'attribute_not_exists'
  | 'attribute_type'
  | 'begins_with'
  | 'contains';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | {
      readonly kind: 'between';
      readonly of: Operand;
      readonly low: Operand;
      readonly high: Operand;
    }
  | { readonly kind: 'in'; readonly of: Operand; readonly options: readonly Operand[] }
  | {
      readonly kind: 'call';
      readonly name: ConditionFunction;
      readonly subject: Operand;
      readonly argument: Operand | undefined;
    };

const argumentCounts: Readonly<Record<ConditionFunction, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};

/** AWS allows 300 operators; deeper nesting than that cannot be valid. */
const deepestNesting = 300;

function isFunction(name: string): name is ConditionFunction {
  return Object.hasOwn(argumentCounts, name);
}

function isComparator(text: string): text is Comparator {
  return ['=', '<>', '<', '<=', '>', '>='].includes(text);
}

/** Parses a condition, filter or key condition. */
export function parseCondition(reader: ExpressionReader): Condition {
  const parenthesized = new WeakSet<Condition>();
  let depth = 0;

  const either = (): Condition => {
    let left = both();
    while (reader.take('OR')) left = { kind: 'or', left, right: both() };
    return left;
  };

  const both = (): Condition => {
    let left = negated();
    while (reader.take('AND')) left = { kind: 'and', left, right: negated() };
    return left;
  };

  const negated = (): Condition => {
    if (++depth > deepestNesting)
      throw reader.fail('The expression has more than 300 operators; operator count: 301');
    const condition: Condition = reader.take('NOT') ? { kind: 'not', of: negated() } : single();
    depth--;
    return condition;
  };

  const single = (): Condition => {
    if (reader.isNext('(')) {
      reader.next();
      const condition = either();
      reader.expect(')');
      if (parenthesized.has(condition))
        throw reader.fail('The expression has redundant parentheses;');
      parenthesized.add(condition);
      return condition;
    }
    if (reader.peek().kind === 'name' && reader.isNext('(', 1) && reader.peek().text !== 'size')
      return call();
    return comparison(operand());
  };

  const call = (): Condition => {
    const name = reader.next().text;
    if (!isFunction(name))
      throw reader.fail(
        name === 'if_not_exists' || name === 'list_append'
          ? `The function is not allowed in a condition expression; function: ${name}`
          : `Invalid function name; function: ${name}`,
      );
    reader.expect('(');
    const args = [operand()];
    while (reader.take(',')) args.push(operand());
    reader.expect(')');
    const [subject, argument] = args;
    if (!subject || args.length !== argumentCounts[name])
      throw reader.fail(
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${args.length}`,
      );
    if (name.startsWith('attribute_') && subject.kind !== 'path')
      throw reader.fail(
        `Operator or function requires a document path; operator or function: ${name}`,
      );
    return { kind: 'call', name, subject, argument };
  };

  const comparison = (of: Operand): Condition => {
    if (reader.take('BETWEEN')) {
      const low = operand();
      reader.expect('AND');
      return { kind: 'between', of, low, high: operand() };
    }
    if (reader.take('IN')) {
      reader.expect('(');
      const options = [operand()];
      while (reader.take(',')) options.push(operand());
      reader.expect(')');
      if (options.length > 100)
        throw reader.fail(
          'The IN operator is provided with too many operands; number of operands: 101',
        );
      return { kind: 'in', of, options };
    }
    const { kind, text } = reader.peek();
    if (kind !== 'symbol' || !isComparator(text)) throw reader.unexpected();
    reader.next();
    const right = operand();
    if (of.kind === 'path' && right.kind === 'path' && same(of.path, right.path))
      throw reader.fail(
        `The first operand must be distinct from the remaining operands for this operator or function; operator: ${text}, first operand: [${of.path.join(', ')}]`,
      );
    return { kind: 'compare', comparator: text, left: of, right };
  };

  const operand = (): Operand => {
    if (reader.peek().kind === 'value') return { kind: 'value', name: reader.value() };
    if (reader.peek().text === 'size' && reader.isNext('(', 1)) {
      reader.next();
      reader.expect('(');
      const of = operand();
      reader.expect(')');
      return { kind: 'size', of };
    }
    return { kind: 'path', path: reader.path() };
  };

  const condition = either();
  if (reader.peek().kind !== 'end') throw reader.unexpected();
  return condition;
}

function same(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((each, at) => each === right[at]);
}
