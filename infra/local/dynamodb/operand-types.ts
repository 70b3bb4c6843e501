import { type AttributeMap, type AttributeType, typeOf } from './attribute-value.ts';
import type { Condition, Operand } from './condition-parser.ts';
import { invalid } from './failures.ts';
import type { UpdateAction, UpdateValue } from './update-parser.ts';
import { compareValues } from './value-order.ts';

const ordered: readonly AttributeType[] = ['S', 'N', 'B'];
const sized: readonly AttributeType[] = ['S', 'B', 'SS', 'NS', 'BS', 'L', 'M'];
const sets: readonly AttributeType[] = ['SS', 'NS', 'BS'];
const everyType: readonly string[] = ['N', 'BOOL', 'NULL', ...sized];

/** Names of types as AWS spells them in error texts about operands. */
const typeNames: Readonly<Partial<Record<AttributeType, string>>> = { L: 'LIST', M: 'MAP' };

/** Refuses literals that an operator or function can never take. */
export function checkCondition(label: string, condition: Condition, values: AttributeMap): void {
  const literal = (operand: Operand | undefined) => {
    if (operand?.kind === 'size') checkSize(operand.of);
    return operand?.kind === 'value' ? values[operand.name] : undefined;
  };

  const checkSize = (of: Operand): void => require('size', of, sized, 'operator or function');

  const require = (
    operator: string,
    operand: Operand,
    allowed: readonly AttributeType[],
    noun: string,
  ): void => {
    const value = literal(operand);
    const type = value && typeOf(value);
    if (type && !allowed.includes(type))
      throw invalid(
        `Invalid ${label}: Incorrect operand type for operator or function; ${noun}: ${operator}, operand type: ${typeNames[type] ?? type}`,
      );
  };

  const visit = (node: Condition): void => {
    switch (node.kind) {
      case 'and':
      case 'or':
        visit(node.left);
        visit(node.right);
        return;
      case 'not':
        visit(node.of);
        return;
      case 'compare':
        for (const operand of [node.left, node.right])
          if (node.comparator === '=' || node.comparator === '<>') literal(operand);
          else require(node.comparator, operand, ordered, 'operator');
        return;
      case 'between': {
        for (const operand of [node.of, node.low, node.high])
          require('BETWEEN', operand, ordered, 'operator');
        checkBounds(label, literal(node.low), literal(node.high));
        return;
      }
      case 'in':
        for (const operand of [node.of, ...node.options]) literal(operand);
        return;
      case 'call':
        visitCall(node);
    }
  };

  const visitCall = (node: Extract<Condition, { kind: 'call' }>): void => {
    literal(node.subject);
    if (node.name === 'begins_with')
      for (const operand of [node.subject, node.argument])
        if (operand) require(node.name, operand, ['S', 'B'], 'operator or function');
    if (node.name !== 'attribute_type') return;
    const type = literal(node.argument);
    if (!type || !('S' in type))
      throw invalid(
        `Invalid ${label}: Incorrect operand type for operator or function; operator or function: attribute_type, operand type: ${type ? typeOf(type) : 'path'}`,
      );
    if (!everyType.includes(type.S))
      throw invalid(
        `Invalid ${label}: Invalid attribute type name found; type: ${type.S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
      );
  };

  visit(condition);
}

function checkBounds(
  label: string,
  low: AttributeMap[string] | undefined,
  high: AttributeMap[string] | undefined,
): void {
  if (!low || !high) return;
  const bounds = `lower bound operand: AttributeValue: ${JSON.stringify(low)}, upper bound operand: AttributeValue: ${JSON.stringify(high)}`;
  if (typeOf(low) !== typeOf(high))
    throw invalid(
      `Invalid ${label}: The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`,
    );
  if ((compareValues(low, high) ?? 0) > 0)
    throw invalid(
      `Invalid ${label}: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`,
    );
}

/** Refuses literals that no sum, `list_append`, ADD or DELETE can take. */
export function checkUpdate(actions: readonly UpdateAction[], values: AttributeMap): void {
  const refuse = (operator: string, name: string, allowed: readonly AttributeType[]) => {
    const value = values[name];
    const type = value && typeOf(value);
    if (type && !allowed.includes(type))
      throw invalid(
        `Invalid UpdateExpression: Incorrect operand type for operator or function; operator${operator === 'list_append' ? ' or function' : ''}: ${operator}, operand type: ${typeNames[type] ?? type}`,
      );
  };

  const visit = (value: UpdateValue): void => {
    if (value.kind === 'default') {
      visit(value.otherwise);
      return;
    }
    if (value.kind !== 'sum' && value.kind !== 'append') return;
    for (const operand of [value.left, value.right]) {
      if (operand.kind !== 'value') visit(operand);
      else if (value.kind === 'sum') refuse(value.sign, operand.name, ['N']);
      else refuse('list_append', operand.name, ['L']);
    }
  };

  for (const action of actions) {
    if (action.kind === 'set') visit(action.value);
    if (action.kind === 'add') refuse('ADD', action.name, ['N', ...sets]);
    if (action.kind === 'delete') refuse('DELETE', action.name, sets);
  }
}
