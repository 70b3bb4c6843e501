import * as z from 'zod';
import { compilePath } from './json-path.ts';

/** What a rule knows about itself, for the variables that AWS predefines. */
export interface RuleFacts {
  readonly ruleArn: string;
  readonly ruleName: string;
}

export const TargetInput = {
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .object({
      InputPathsMap: z.record(z.string(), z.string()).default({}),
      InputTemplate: z.string(),
    })
    .optional(),
};

const Shape = z.object(TargetInput);

/** Makes the JSON text a target gets out of an event. */
export type InputMaker = (event: Readonly<Record<string, unknown>>) => string;

const variable = /<([\w.-]+)>/g;

/** Inside a string literal a value is spliced in; elsewhere it stands as JSON. */
function fill(template: string, values: ReadonlyMap<string, unknown>): string {
  let result = '';
  let position = 0;
  let quoted = false;
  for (const found of template.matchAll(variable)) {
    const before = template.slice(position, found.index);
    for (const quote of before.matchAll(/\\.|"/gs)) if (quote[0] === '"') quoted = !quoted;
    result += before;
    position = found.index + found[0].length;
    const name = found[1] ?? '';
    if (!values.has(name)) {
      result += found[0];
      continue;
    }
    const value = values.get(name) ?? '';
    if (!quoted) result += JSON.stringify(value);
    else {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      result += JSON.stringify(text).slice(1, -1);
    }
  }
  return result + template.slice(position);
}

/** Reads `Input`, `InputPath` or `InputTransformer` of a target; with none the event goes as it is. */
export function compileInput(target: z.output<typeof Shape>, facts: RuleFacts): InputMaker {
  if (target.Input !== undefined) {
    const fixed = target.Input;
    return () => fixed;
  }
  if (target.InputPath !== undefined) {
    const select = compilePath(target.InputPath);
    return (event) => JSON.stringify(select(event) ?? null);
  }
  const transformer = target.InputTransformer;
  if (!transformer) return (event) => JSON.stringify(event);
  const paths = Object.entries(transformer.InputPathsMap).map(
    ([name, path]) => [name, compilePath(path)] as const,
  );
  return (event) => {
    const values = new Map<string, unknown>(paths.map(([name, select]) => [name, select(event)]));
    values.set('aws.events.rule-arn', facts.ruleArn);
    values.set('aws.events.rule-name', facts.ruleName);
    values.set('aws.events.event.ingestion-time', event['time']);
    values.set('aws.events.event.json', event);
    const { detail: _detail, ...withoutDetail } = event;
    values.set('aws.events.event', withoutDetail);
    const text = fill(transformer.InputTemplate, values);
    try {
      return JSON.stringify(JSON.parse(text));
    } catch {
      // A template of bare text goes as one JSON string.
      return JSON.stringify(text);
    }
  };
}
