import type { Condition, Operand } from './conditions.ts';
import type { Check, Key, Write } from './operations.ts';
import type { Action, Expression } from './updates.ts';
import { itemToWire, type Path, toWire, type Value } from './values.ts';

export const keyToWire = ({ p, s }: Key) => ({ p: { S: p }, s: { N: s } });

/** Writes expressions of one request; names and values get placeholders as they come. */
export class ExpressionWriter {
  readonly #names = new Map<string, string>();
  readonly #values: [string, Value][] = [];

  path(path: Path): string {
    return path
      .map((step, at) => {
        if (typeof step === 'number') return `[${step}]`;
        const alias = `#${this.#names.size}`;
        if (!this.#names.has(step)) this.#names.set(step, alias);
        return `${at > 0 ? '.' : ''}${this.#names.get(step)}`;
      })
      .join('');
  }

  value(value: Value): string {
    const name = `:${this.#values.length}`;
    this.#values.push([name, value]);
    return name;
  }

  condition(condition: Condition): string {
    switch (condition.kind) {
      case 'AND':
      case 'OR':
        return `(${this.condition(condition.left)}) ${condition.kind} (${this.condition(condition.right)})`;
      case 'NOT':
        return `NOT (${this.condition(condition.of)})`;
      case 'compare': {
        const { left, comparator, right } = condition;
        return `${this.#operand(left)} ${comparator} ${this.#operand(right)}`;
      }
      case 'between':
        return `${this.#operand(condition.of)} BETWEEN ${this.value(condition.low)} AND ${this.value(condition.high)}`;
      case 'in': {
        const options = condition.options.map((each) => this.value(each));
        return `${this.#operand(condition.of)} IN (${options.join(', ')})`;
      }
      case 'attribute_exists':
      case 'attribute_not_exists':
        return `${condition.kind}(${this.path(condition.path)})`;
      case 'attribute_type':
      case 'begins_with':
      case 'contains':
        return `${condition.kind}(${this.path(condition.path)}, ${this.value(condition.value)})`;
    }
  }

  update(actions: readonly Action[]): string {
    return (['SET', 'REMOVE', 'ADD', 'DELETE'] as const)
      .flatMap((section) => {
        const chosen = actions.filter(({ kind }) => kind === section);
        const parts = chosen.map((action) => this.#action(action));
        return parts.length > 0 ? [`${section} ${parts.join(', ')}`] : [];
      })
      .join(' ');
  }

  /** The placeholders as parameters of the request; none where none were needed. */
  placeholders() {
    return {
      ...(this.#names.size > 0 && {
        ExpressionAttributeNames: Object.fromEntries(
          [...this.#names].map(([name, alias]) => [alias, name]),
        ),
      }),
      ...(this.#values.length > 0 && {
        ExpressionAttributeValues: Object.fromEntries(
          this.#values.map(([name, value]) => [name, toWire(value)]),
        ),
      }),
    };
  }

  #operand(operand: Operand): string {
    if ('value' in operand) return this.value(operand.value);
    return 'path' in operand ? this.path(operand.path) : `size(${this.path(operand.size)})`;
  }

  #action(action: Action): string {
    const path = this.path(action.path);
    if (action.kind === 'REMOVE') return path;
    if (action.kind === 'SET') return `${path} = ${this.#expression(action.to)}`;
    return `${path} ${this.value(action.value)}`;
  }

  #expression(expression: Expression): string {
    if ('value' in expression) return this.value(expression.value);
    if ('path' in expression) return this.path(expression.path);
    if ('absent' in expression)
      return `if_not_exists(${this.path(expression.absent)}, ${this.#expression(expression.otherwise)})`;
    if ('append' in expression)
      return `list_append(${expression.append.map((each) => this.#expression(each)).join(', ')})`;
    const { left, sign, right } = expression;
    return `${this.#expression(left)} ${sign} ${this.#expression(right)}`;
  }
}

/** The parameters of a write, alike for a single one and within a transaction. */
export function writeParameters(TableName: string, write: Write | Check) {
  const expressions = new ExpressionWriter();
  const update = write.kind === 'update' && write.actions.length > 0;
  const UpdateExpression = update ? expressions.update(write.actions) : undefined;
  const condition = write.condition && expressions.condition(write.condition);
  return {
    TableName,
    ...(write.kind === 'put' ? { Item: itemToWire(write.item) } : { Key: keyToWire(write.key) }),
    ...(UpdateExpression !== undefined && { UpdateExpression }),
    ...(condition !== undefined && { ConditionExpression: condition }),
    ...expressions.placeholders(),
  };
}
