import { invalid } from './failures.ts';

export interface Token {
  readonly kind: 'name' | 'alias' | 'value' | 'number' | 'symbol' | 'end';
  readonly text: string;
}

const longestExpression = 4096;
const pattern = /\s*(?:([A-Za-z_]\w*)|(#[\w]+)|(:[\w]+)|(\d+)|(<>|<=|>=|[=<>()[\],.+-])|(\S)|$)/gy;
const kinds = ['name', 'alias', 'value', 'number', 'symbol'] as const;

/** Splits an expression; `label` (`ConditionExpression` …) begins every error text. */
export function tokenize(label: string, source: string): readonly Token[] {
  if (source.trim() === '') throw invalid(`Invalid ${label}: The expression can not be empty;`);
  if (Buffer.byteLength(source) > longestExpression)
    throw invalid(
      `Invalid ${label}: Expression size has exceeded the maximum allowed size; expression size: ${Buffer.byteLength(source)}`,
    );
  const tokens: Token[] = [];
  for (const match of source.matchAll(pattern)) {
    const at = match.slice(1, 7).findIndex((text) => text !== undefined);
    const kind = kinds[at];
    const text = match[at + 1] ?? '';
    if (at === 5) throw syntaxError(label, text, source);
    if (kind) tokens.push({ kind, text });
  }
  tokens.push({ kind: 'end', text: '<EOF>' });
  return tokens;
}

export function syntaxError(label: string, token: string, near: string) {
  return invalid(`Invalid ${label}: Syntax error; token: "${token}", near: "${near}"`);
}
