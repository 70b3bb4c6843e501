import type { AttributeMap } from './attribute-value.ts';
import { type Condition, parseCondition } from './condition-parser.ts';
import { createReader, type ExpressionReader, type Path } from './expression-reader.ts';
import { invalid } from './failures.ts';
import { checkCondition, checkUpdate } from './operand-types.ts';
import { parseProjection, parseUpdate, type UpdateAction } from './update-parser.ts';

/** The parameters that every operation with expressions shares. */
export interface ExpressionParameters {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: AttributeMap | undefined;
}

type ConditionLabel = 'ConditionExpression' | 'FilterExpression' | 'KeyConditionExpression';

/** The expressions of one request, parsed and checked. */
export interface Expressions {
  readonly values: AttributeMap;
  condition(label: ConditionLabel, source: string | undefined): Condition | undefined;
  update(source: string | undefined): readonly UpdateAction[];
  projection(source: string | undefined): readonly Path[] | undefined;
  /** Throws where a given name or value was not used by any of the expressions. */
  finish(): void;
}

interface Parsed<T> {
  readonly tree: T;
  readonly aliases: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
}

const cacheLimit = 1_000;

/** Parsed expressions by text and names; a program uses few, so the oldest goes when it is full. */
function createCache<T>(label: string, parse: (reader: ExpressionReader) => T) {
  const cache = new Map<string, Parsed<T>>();
  return (source: string, names: Readonly<Record<string, string>>, namesKey: string): Parsed<T> => {
    const key = `${source}\n${namesKey}`;
    const known = cache.get(key);
    if (known) return known;
    const reader = createReader(label, source, names);
    const parsed = { tree: parse(reader), aliases: reader.aliases, values: reader.values };
    for (const [oldest] of cache) {
      if (cache.size < cacheLimit) break;
      cache.delete(oldest);
    }
    cache.set(key, parsed);
    return parsed;
  };
}

const conditionCaches = {
  ConditionExpression: createCache('ConditionExpression', parseCondition),
  FilterExpression: createCache('FilterExpression', parseCondition),
  KeyConditionExpression: createCache('KeyConditionExpression', parseCondition),
};
const updateCache = createCache('UpdateExpression', parseUpdate);
const projectionCache = createCache('ProjectionExpression', parseProjection);

/** Prepares a request's expressions. Throws `ValidationException` as AWS words it. */
export function createExpressions(parameters: ExpressionParameters): Expressions {
  const names = parameters.ExpressionAttributeNames ?? {};
  const values = parameters.ExpressionAttributeValues ?? {};
  const namesKey = parameters.ExpressionAttributeNames ? JSON.stringify(names) : '';
  const aliases = new Set<string>();
  const mentioned = new Set<string>();
  let given = false;
  checkPlaceholders(parameters);

  const note = <T>(label: string, parsed: Parsed<T>): T => {
    given = true;
    for (const alias of parsed.aliases) aliases.add(alias);
    for (const value of parsed.values) {
      mentioned.add(value);
      if (!Object.hasOwn(values, value))
        throw invalid(
          `Invalid ${label}: An expression attribute value used in expression is not defined; attribute value: ${value}`,
        );
    }
    return parsed.tree;
  };

  return {
    values,
    condition(label, source) {
      if (source === undefined) return undefined;
      const tree = note(label, conditionCaches[label](source, names, namesKey));
      checkCondition(label, tree, values);
      return tree;
    },
    update(source) {
      if (source === undefined) return [];
      const tree = note('UpdateExpression', updateCache(source, names, namesKey));
      checkUpdate(tree, values);
      return tree;
    },
    projection(source) {
      if (source === undefined) return undefined;
      return note('ProjectionExpression', projectionCache(source, names, namesKey));
    },
    finish() {
      for (const [parameter, map, used] of [
        ['ExpressionAttributeNames', parameters.ExpressionAttributeNames, aliases],
        ['ExpressionAttributeValues', parameters.ExpressionAttributeValues, mentioned],
      ] as const) {
        if (map && !given)
          throw invalid(`${parameter} can only be specified when using expressions`);
        const unused = Object.keys(map ?? {}).filter((name) => !used.has(name));
        if (unused.length > 0)
          throw invalid(
            `Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`,
          );
      }
    },
  };
}

function checkPlaceholders(parameters: ExpressionParameters): void {
  for (const [parameter, map, shape] of [
    ['ExpressionAttributeNames', parameters.ExpressionAttributeNames, /^#\w+$/],
    ['ExpressionAttributeValues', parameters.ExpressionAttributeValues, /^:\w+$/],
  ] as const) {
    if (!map) continue;
    const keys = Object.keys(map);
    if (keys.length === 0) throw invalid(`${parameter} must not be empty`);
    for (const key of keys)
      if (!shape.test(key))
        throw invalid(`${parameter} contains invalid key: Syntax error; key: "${key}"`);
  }
}
