import { BlockList, isIPv4 } from 'node:net';
import { escapeExpression } from '../wildcard.ts';

/** Whether an event, or a part of it, matches. */
export type Matcher = (value: unknown) => boolean;

type ValueMatcher = (value: unknown, present: boolean) => boolean;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fail(what: string): never {
  throw new Error(`Event pattern is not valid. Reason: ${what}`);
}

const onText =
  (test: (text: string) => boolean): ValueMatcher =>
  (value) =>
    typeof value === 'string' && test(value);

function textOf(value: unknown, operator: string): string {
  return typeof value === 'string' ? value : fail(`${operator} takes a string`);
}

function wildcard(pattern: string): RegExp {
  if (pattern.includes('**')) fail('wildcard must not have two asterisks in a row');
  const parts = pattern
    .split(/(\\[\\*]|\*)/)
    .map((part) =>
      part === '*' ? '.*' : escapeExpression(/^\\[\\*]$/.test(part) ? part.slice(1) : part),
    );
  return new RegExp(`^${parts.join('')}$`, 's');
}

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

function numeric(terms: unknown): ValueMatcher {
  if (!Array.isArray(terms) || terms.length === 0 || terms.length % 2 === 1)
    return fail('numeric takes pairs of a comparison and a number');
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < terms.length; index += 2) {
    const sign: unknown = terms[index];
    const bound: unknown = terms[index + 1];
    const compare = typeof sign === 'string' ? comparisons[sign] : undefined;
    if (!compare || typeof bound !== 'number')
      return fail('numeric takes pairs of a comparison and a number');
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function cidr(text: string): ValueMatcher {
  const [address = '', bits = ''] = text.split('/');
  const list = new BlockList();
  list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6');
  return onText((value) => list.check(value, isIPv4(value) ? 'ipv4' : 'ipv6'));
}

const fold = (text: string) => text.toLowerCase();

/** `prefix` and `suffix` take text, or text whose case does not count. */
function edge(operator: 'prefix' | 'suffix', operand: unknown): ValueMatcher {
  const test = (text: string, part: string) =>
    operator === 'prefix' ? text.startsWith(part) : text.endsWith(part);
  if (!isObject(operand)) {
    const part = textOf(operand, operator);
    return onText((text) => test(text, part));
  }
  const part = fold(textOf(operand['equals-ignore-case'], 'equals-ignore-case'));
  return onText((text) => test(fold(text), part));
}

function anythingBut(operand: unknown): ValueMatcher {
  const unwanted = (Array.isArray(operand) ? operand : [operand]).map((each: unknown) =>
    isObject(each)
      ? anyOf(Object.entries(each).flatMap(([name, value]) => perValue(name, value)))
      : literal(each),
  );
  return (value, present) => present && !unwanted.some((matches) => matches(value, present));
}

/** Below `anything-but` an operator may have a list of operands. */
function perValue(name: string, value: unknown): ValueMatcher[] {
  return (Array.isArray(value) ? value : [value]).map((each: unknown) => operator(name, each));
}

const anyOf =
  (matchers: readonly ValueMatcher[]): ValueMatcher =>
  (value, present) =>
    matchers.some((matches) => matches(value, present));

function operator(name: string, operand: unknown): ValueMatcher {
  switch (name) {
    case 'prefix':
    case 'suffix':
      return edge(name, operand);
    case 'equals-ignore-case': {
      const wanted = fold(textOf(operand, name));
      return onText((text) => fold(text) === wanted);
    }
    case 'wildcard': {
      const expression = wildcard(textOf(operand, name));
      return onText((text) => expression.test(text));
    }
    case 'numeric':
      return numeric(operand);
    case 'cidr':
      return cidr(textOf(operand, name));
    case 'anything-but':
      return anythingBut(operand);
    case 'exists':
      return typeof operand === 'boolean'
        ? (_value, present) => present === operand
        : fail('exists takes true or false');
    default:
      return fail(`unrecognized match type ${name}`);
  }
}

function literal(wanted: unknown): ValueMatcher {
  if (wanted !== null && typeof wanted === 'object') return fail('a value must not be nested here');
  return (value, present) => present && value === wanted;
}

function leaf(matchers: readonly unknown[]): Matcher {
  if (matchers.length === 0) return fail('empty arrays are not allowed');
  const matches = anyOf(
    matchers.map((each) => {
      if (!isObject(each)) return literal(each);
      const [entry, ...more] = Object.entries(each);
      return entry && more.length === 0
        ? operator(entry[0], entry[1])
        : fail('only one match type per object');
    }),
  );
  return (value) => {
    if (Array.isArray(value)) {
      if (value.length === 0) return matches(undefined, false);
      return value.some((each: unknown) => matches(each, true));
    }
    // EventBridge sees leaves only: an object is no value.
    return isObject(value) ? matches(undefined, false) : matches(value, value !== undefined);
  };
}

function field(name: string, pattern: unknown): Matcher {
  const inner = Array.isArray(pattern) ? leaf(pattern) : compilePattern(pattern);
  return (value) => {
    if (Array.isArray(value))
      return value.some((each: unknown) => isObject(each) && inner(each[name]));
    return inner(isObject(value) ? value[name] : undefined);
  };
}

/** Reads an event pattern (EventBridge rules, Lambda filters). Throws where an operator is unknown. */
export function compilePattern(pattern: unknown): Matcher {
  if (!isObject(pattern)) return fail('a pattern is an object, and its leaves are arrays');
  const tests = Object.entries(pattern).map(([name, part]): Matcher => {
    if (name !== '$or' || !Array.isArray(part)) return field(name, part);
    const choices = part.map((each) => compilePattern(each));
    return (value) => choices.some((matches) => matches(value));
  });
  return (value) => tests.every((test) => test(value));
}
