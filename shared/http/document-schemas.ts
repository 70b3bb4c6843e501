import * as z from 'zod';

export type Json = Record<string, unknown>;

/** The schemas of an OpenAPI document: those with a name stand once, under `components`. */
export interface DocumentSchemas {
  /** The schema of what is sent or answered; what has a name in it is referred to. */
  of(schema: z.ZodType, io: 'input' | 'output'): Json;
  named(): Json;
}

/** JSON schema as zod writes it: what has a name stands in `$defs` of the schema itself. */
export function selfContained(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

/** References of a document begin at its root, not at the schema they stand in (JSON Schema, 9.2). */
function fromRoot<T>(json: T): T {
  return JSON.parse(JSON.stringify(json), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string'
      ? value.replace('#/$defs/', '#/components/schemas/')
      : value,
  );
}

/** An empty collection. It throws where two different schemas have the same name. */
export function documentSchemas(): DocumentSchemas {
  const named = new Map<string, string>();
  return {
    of(schema, io) {
      const { $defs = {}, ...json } = selfContained(schema, io);
      for (const [name, form] of Object.entries($defs)) {
        const text = JSON.stringify(fromRoot(form));
        if ((named.get(name) ?? text) !== text)
          throw new Error(`Two schemas of the API are called ${name}.`);
        named.set(name, text);
      }
      return fromRoot(json);
    },
    named: () =>
      Object.fromEntries(
        [...named].map(([name, text]): [string, unknown] => [name, JSON.parse(text)]),
      ),
  };
}
