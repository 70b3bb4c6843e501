import * as z from 'zod';

/** A JSON schema, as far as examples are made of it. */
const Schema = z.looseObject({
  /** For what zod takes `examples` from: schemas that rewrite what was sent. */
  example: z.unknown().optional(),
  examples: z.array(z.unknown()).optional(),
  enum: z.array(z.unknown()).optional(),
  type: z.string().optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  minItems: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  propertyNames: z.unknown().optional(),
  additionalProperties: z.unknown().optional(),
  $ref: z.string().optional(),
  $defs: z.record(z.string(), z.unknown()).optional(),
});

type Schema = z.output<typeof Schema>;

/** Texts that stand for what a field means, by its name. */
const byName: readonly (readonly [RegExp, string])[] = [
  [/^savedCode$/, '7KQ4-9TXM-2HBN-WD5R-8CJV-3PYE'],
  [/ticket|token|secret/i, `01JD8Y7N9Q4V5W2X3Z6A8B0CDE.${'k'.repeat(43)}`],
  [/ticket/i, 'k'.repeat(120)],
  [/^key$/, 'c_region'],
  [/^(?:id|.*Id|by|.*By|userIds?|ids)$/, '01JD8Y7N9Q4V5W2X3Z6A8B0CDE'],
  [/email|login/i, 'li.lei@example.com'],
  [/password/i, 'kettle-94-umbrella'],
  [/phone|mobile/i, '+8613800138000'],
  [/currency/i, 'CNY'],
  [/locale/i, 'zh'],
  [/(?:At|from|to|until)$/, '2026-03-02T02:30:00.000Z'],
  [/reason|note/i, '客户要求'],
  [/name/i, '李雷'],
];

const byFormat: Readonly<Record<string, string>> = {
  'date-time': '2026-03-02T02:30:00.000Z',
  date: '2026-03-02',
  email: 'li.lei@example.com',
  uri: 'https://www.example.com/',
};

const candidates = [
  '示例',
  'example',
  '01JD8Y7N9Q4V5W2X3Z6A8B0CDE',
  '123456',
  '2026-03-02T02:30:00.000Z',
  '2026-03-02',
  'CNY',
  '+8613800138000',
  'li.lei@example.com',
  'https://www.example.com/',
];

interface Place {
  /** The name of the field that the schema belongs to. */
  readonly name: string;
  readonly definitions: Readonly<Record<string, unknown>>;
  /** `request`: what has to be sent; `response`: everything that can come. */
  readonly kind: 'request' | 'response';
}

/**
 * An example of what a JSON schema describes: the one that it brings along, or one made of its parts.
 * What only the product's own checks know stands in the schema's examples; a test compares all of them.
 */
export function exampleOf(json: unknown, kind: Place['kind']): unknown {
  const schema = Schema.parse(json);
  return exampleIn(schema, { name: '', definitions: schema.$defs ?? {}, kind });
}

function exampleIn(json: unknown, place: Place): unknown {
  const schema = Schema.parse(json);
  if (schema.example !== undefined) return schema.example;
  if (schema.examples && schema.examples.length > 0) return schema.examples[0];
  if ('const' in schema) return schema['const'];
  if (schema.enum) return schema.enum[0];
  if (schema.$ref !== undefined)
    return exampleIn(place.definitions[schema.$ref.replace(/^#\/\$defs\//, '')] ?? {}, place);
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice !== undefined) return exampleIn(choice, place);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((each) => exampleIn(each, place)));
  return ofType(schema, place);
}

function ofType(schema: Schema, place: Place): unknown {
  switch (schema.type) {
    case 'object':
      return objectOf(schema, place);
    case 'array': {
      const { minItems = 1, items = {} } = schema;
      return Array.from({ length: Math.max(1, minItems) }, () => exampleIn(items, place));
    }
    case 'string':
      return textOf(schema, place.name);
    case 'number':
    case 'integer':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return textOf(schema, place.name);
  }
}

function objectOf(schema: Schema, place: Place): Record<string, unknown> {
  const { properties = {}, required = [] } = schema;
  const names = Object.keys(properties);
  const sent = required.length > 0 ? required : names.slice(0, 1);
  const shown = place.kind === 'response' ? names : names.filter((name) => sent.includes(name));
  const values = Object.fromEntries(
    shown.map((name) => [name, exampleIn(properties[name], { ...place, name })]),
  );
  if (names.length > 0 || typeof schema.additionalProperties !== 'object') return values;
  const { propertyNames = {}, additionalProperties } = schema;
  const keys = Schema.parse(propertyNames).enum ?? [textOf(Schema.parse(propertyNames), 'field')];
  return Object.fromEntries(
    keys.map((key) => [
      String(key),
      exampleIn(additionalProperties, { ...place, name: String(key) }),
    ]),
  );
}

function textOf({ pattern, format, minLength = 0, maxLength }: Schema, name: string): string {
  const form = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  const named = byName.flatMap(([names, text]) => (names.test(name) ? [text] : []));
  // A choice's code has a form of its own; what a person types from a mail or an app has not.
  const typed = name === 'code' && (form === undefined || !form.test('example')) ? ['123456'] : [];
  const fitting = [
    ...typed,
    ...(byFormat[format ?? ''] ? [byFormat[format ?? ''] ?? ''] : []),
    ...named,
  ];
  const all = [...fitting, ...candidates].filter((text) => text.length >= minLength);
  const fits = (text: string) =>
    (form?.test(text) ?? true) && text.length <= (maxLength ?? text.length);
  return all.find(fits) ?? 'x'.repeat(minLength);
}
