import { isRecord } from './records.ts';

/** Where the intrinsic functions of one resource or output look things up. */
export interface Scope {
  /** What is being resolved, for error messages, as `Stack/LogicalId`. */
  readonly where: string;
  /** Value of a parameter, pseudo parameter or resource; `noValue` for `AWS::NoValue`. */
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  importValue(exportName: string): unknown;
  stackOutput(stack: string, output: string): unknown;
  /** The condition of that name as the template writes it. */
  condition(name: string): unknown;
  mapping(map: string, first: string, second: string): unknown;
}

/** Stands for `AWS::NoValue`: whatever has it is left out. */
export const noValue: unique symbol = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => scope.ref(text(name, scope)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, ...attribute] = Array.isArray(argument)
      ? list(argument, scope)
      : text(argument, scope).split('.');
    return scope.attribute(
      text(logicalId, scope),
      attribute.map((part) => text(part, scope)).join('.'),
    );
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument, scope);
    return list(parts, scope)
      .map((part) => text(part, scope))
      .join(text(separator, scope));
  },
  'Fn::Split': (argument, scope) => {
    const [separator, whole] = list(argument, scope);
    return text(whole, scope).split(text(separator, scope));
  },
  'Fn::Select': (argument, scope) => {
    const [index, choices] = list(argument, scope);
    const chosen = list(choices, scope)[Number(text(index, scope))];
    return chosen ?? malformed(scope, `Fn::Select finds nothing at index ${text(index, scope)}`);
  },
  'Fn::Sub': (argument, scope) => {
    const [template, values] = Array.isArray(argument) ? list(argument, scope) : [argument, {}];
    return substitute(text(template, scope), isRecord(values) ? values : {}, scope);
  },
  'Fn::ImportValue': (name, scope) => scope.importValue(text(name, scope)),
  'Fn::GetStackOutput': (argument, scope) => {
    const { StackName, OutputName } = isRecord(argument) ? argument : {};
    return scope.stackOutput(text(StackName, scope), text(OutputName, scope));
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = list(argument, scope).map((key) => text(key, scope));
    return resolve(scope.mapping(map ?? '', first ?? '', second ?? ''), scope);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(text(argument, scope)).toString('base64'),
  'Fn::If': (argument, scope) => {
    const [name, then, otherwise] = list(argument, scope);
    const holds = evaluate({ Condition: name }, scope);
    return resolve(holds ? then : otherwise, scope);
  },
};

/** Replaces every intrinsic function in a template value. Throws on one it does not know. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((each: unknown) => resolve(each, scope)).filter((each) => each !== noValue);
  if (typeof value === 'string' && value.includes('{{resolve:'))
    return malformed(scope, `the dynamic reference ${value} is not known to the local cloud`);
  if (!isRecord(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
    const intrinsic = intrinsics[name];
    if (!intrinsic) return malformed(scope, `${name} is not known to the local cloud`);
    return intrinsic(value[name], scope);
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, each]) => [key, resolve(each, scope)] as const)
      .filter(([, each]) => each !== noValue),
  );
}

/** Decides a template condition: `Fn::Equals`, `Not`, `And`, `Or` and the name of another one. */
export function evaluate(condition: unknown, scope: Scope): boolean {
  if (!isRecord(condition)) return malformed(scope, 'a condition is not an object');
  const [entry] = Object.entries(condition);
  const [name, argument] = entry ?? ['', undefined];
  switch (name) {
    case 'Condition':
      return evaluate(scope.condition(text(argument, scope)), scope);
    case 'Fn::Equals': {
      const [left, right] = list(argument, scope).map((side) => resolve(side, scope));
      return JSON.stringify(left) === JSON.stringify(right);
    }
    case 'Fn::Not':
      return !evaluate(list(argument, scope)[0], scope);
    case 'Fn::And':
      return list(argument, scope).every((each) => evaluate(each, scope));
    case 'Fn::Or':
      return list(argument, scope).some((each) => evaluate(each, scope));
    default:
      return malformed(scope, `${name} is not known in a condition`);
  }
}

function substitute(
  template: string,
  values: Readonly<Record<string, unknown>>,
  scope: Scope,
): string {
  return template.replaceAll(/\$\{(!?)([^}]*)\}/g, (_, escaped: string, inner: string) => {
    if (escaped) return `\${${inner}}`;
    const name = inner.trim();
    if (Object.hasOwn(values, name)) return text(values[name], scope);
    const [logicalId = '', ...attribute] = name.split('.');
    return attribute.length > 0
      ? text(scope.attribute(logicalId, attribute.join('.')), scope)
      : text(scope.ref(name), scope);
  });
}

function list(value: unknown, scope: Scope): readonly unknown[] {
  const resolved = Array.isArray(value) ? value : resolve(value, scope);
  return Array.isArray(resolved) ? resolved : malformed(scope, 'a list was expected');
}

function text(value: unknown, scope: Scope): string {
  const resolved = resolve(value, scope);
  if (typeof resolved === 'string') return resolved;
  if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
  return malformed(scope, `a text was expected instead of ${JSON.stringify(resolved)}`);
}

function malformed(scope: Scope, problem: string): never {
  throw new Error(`${scope.where}: ${problem}.`);
}
