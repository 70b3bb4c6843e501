import { syntaxError, type Token, tokenize } from './expression-tokens.ts';
import { invalid } from './failures.ts';
import { isReservedWord } from './reserved-words.ts';

/** Where an attribute lies in an item: its name, then map keys and list indexes. */
export type Path = readonly [string, ...(string | number)[]];

/** Names and value placeholders that an expression mentions. */
export interface Mentions {
  readonly aliases: Set<string>;
  readonly values: Set<string>;
}

/** Walks over the tokens of one expression for the recursive-descent parsers. */
export interface ExpressionReader extends Mentions {
  peek(ahead?: number): Token;
  next(): Token;
  /** Takes the next token when it is this symbol or, in any case, this keyword. */
  take(text: string): boolean;
  expect(text: string): void;
  isNext(text: string, ahead?: number): boolean;
  path(): Path;
  value(): string;
  fail(detail: string): Error;
  unexpected(): Error;
}

/** Makes a reader; `names` are the request's ExpressionAttributeNames. */
export function createReader(
  label: string,
  source: string,
  names: Readonly<Record<string, string>>,
): ExpressionReader {
  const tokens = tokenize(label, source);
  const aliases = new Set<string>();
  const values = new Set<string>();
  const end: Token = { kind: 'end', text: '<EOF>' };
  let position = 0;

  const fail = (detail: string) => invalid(`Invalid ${label}: ${detail}`);

  const peek = (ahead = 0) => tokens[position + ahead] ?? end;

  const unexpected = () => {
    const near = tokens.slice(Math.max(position - 1, 0), position + 2);
    return syntaxError(label, peek().text, near.map((each) => each.text).join(' '));
  };

  const isNext = (text: string, ahead = 0) => {
    const token = peek(ahead);
    if (token.kind === 'symbol') return token.text === text;
    return token.kind === 'name' && token.text.toUpperCase() === text;
  };

  const take = (text: string) => {
    const found = isNext(text);
    if (found) position++;
    return found;
  };

  const expect = (text: string) => {
    if (!take(text)) throw unexpected();
  };

  const name = (): string => {
    const { kind, text } = peek();
    if (kind !== 'name' && kind !== 'alias') throw unexpected();
    position++;
    if (kind === 'alias') {
      aliases.add(text);
      if (Object.hasOwn(names, text)) return names[text] ?? '';
      throw fail(
        `An expression attribute name used in the document path is not defined; attribute name: ${text}`,
      );
    }
    if (isReservedWord(text))
      throw fail(`Attribute name is a reserved keyword; reserved keyword: ${text}`);
    return text;
  };

  const listIndex = (): number => {
    const { kind, text } = peek();
    if (kind !== 'number') throw unexpected();
    position++;
    const index = Number(text);
    if (!Number.isSafeInteger(index))
      throw fail(`List index is not within the allowable range; index: [${text}]`);
    expect(']');
    return index;
  };

  return {
    aliases,
    values,
    peek,
    isNext,
    take,
    expect,
    fail,
    unexpected,
    next() {
      const token = peek();
      position++;
      return token;
    },
    path() {
      const path: [string, ...(string | number)[]] = [name()];
      for (;;) {
        if (take('.')) path.push(name());
        else if (take('[')) path.push(listIndex());
        else return path;
      }
    },
    value() {
      const { kind, text } = peek();
      if (kind !== 'value') throw unexpected();
      position++;
      values.add(text);
      return text;
    },
  };
}

/** A path as error texts show it: `[a, b, [0]]`. */
export function showPath(path: Path): string {
  return `[${path.map((each) => (typeof each === 'number' ? `[${each}]` : each)).join(', ')}]`;
}
