import { type ExpressionReader, type Path, showPath } from './expression-reader.ts';

export type UpdateValue =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly name: string }
  | {
      readonly kind: 'sum';
      readonly sign: '+' | '-';
      readonly left: UpdateValue;
      readonly right: UpdateValue;
    }
  | { readonly kind: 'default'; readonly path: Path; readonly otherwise: UpdateValue }
  | { readonly kind: 'append'; readonly left: UpdateValue; readonly right: UpdateValue };

export type UpdateAction =
  | { readonly kind: 'set'; readonly path: Path; readonly value: UpdateValue }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly name: string };

/** Parses an update expression and refuses paths that touch each other. */
export function parseUpdate(reader: ExpressionReader): readonly UpdateAction[] {
  const actions: UpdateAction[] = [];
  const seen = new Set<string>();

  const operand = (): UpdateValue => {
    const { kind, text } = reader.peek();
    if (kind === 'value') return { kind: 'value', name: reader.value() };
    if (reader.take('(')) {
      const inner = value();
      reader.expect(')');
      return inner;
    }
    if (kind === 'name' && reader.isNext('(', 1)) return call(text);
    return { kind: 'path', path: reader.path() };
  };

  const call = (name: string): UpdateValue => {
    if (name !== 'if_not_exists' && name !== 'list_append')
      throw reader.fail(`Invalid function name; function: ${name}`);
    reader.next();
    reader.expect('(');
    const left = value();
    reader.expect(',');
    const right = value();
    reader.expect(')');
    if (name === 'list_append') return { kind: 'append', left, right };
    if (left.kind !== 'path')
      throw reader.fail(
        'Operator or function requires a document path; operator or function: if_not_exists',
      );
    return { kind: 'default', path: left.path, otherwise: right };
  };

  const value = (): UpdateValue => {
    const left = operand();
    const sign = reader.take('+') ? '+' : reader.take('-') ? '-' : undefined;
    return sign ? { kind: 'sum', sign, left, right: operand() } : left;
  };

  const action = (section: string): UpdateAction => {
    const path = reader.path();
    if (section === 'REMOVE') return { kind: 'remove', path };
    if (section === 'SET') {
      reader.expect('=');
      return { kind: 'set', path, value: value() };
    }
    return { kind: section === 'ADD' ? 'add' : 'delete', path, name: reader.value() };
  };

  while (reader.peek().kind !== 'end') {
    const section = reader.peek().text.toUpperCase();
    if (!['SET', 'REMOVE', 'ADD', 'DELETE'].includes(section)) throw reader.unexpected();
    if (seen.has(section))
      throw reader.fail(`The "${section}" section can only be used once in an update expression;`);
    seen.add(section);
    reader.next();
    do actions.push(action(section));
    while (reader.take(','));
  }
  refuseOverlap(
    reader,
    actions.map((each) => each.path),
  );
  return actions;
}

/** Parses a projection: the attributes to return, none of which may contain another. */
export function parseProjection(reader: ExpressionReader): readonly Path[] {
  const paths = [reader.path()];
  while (reader.take(',')) paths.push(reader.path());
  if (reader.peek().kind !== 'end') throw reader.unexpected();
  refuseOverlap(reader, paths);
  return paths;
}

function refuseOverlap(reader: ExpressionReader, paths: readonly Path[]): void {
  for (const [at, first] of paths.entries())
    for (const second of paths.slice(at + 1)) {
      const split = first.findIndex((each, depth) => each !== second[depth]);
      const [one, other] = [first[split], second[split]];
      const pair = `path one: ${showPath(first)}, path two: ${showPath(second)}`;
      if (split < 0 || other === undefined)
        throw reader.fail(
          `Two document paths overlap with each other; must remove or rewrite one of these paths; ${pair}`,
        );
      if (typeof one !== typeof other)
        throw reader.fail(
          `Two document paths conflict with each other; must remove or rewrite one of these paths; ${pair}`,
        );
    }
}
