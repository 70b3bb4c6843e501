import * as z from 'zod';
import { isCustomKey } from './custom-field.ts';
import type { ObjectDefinition } from './define-object.ts';
import type { FieldValue } from './field.ts';
import { earlyFieldSchema, storedFieldSchema } from './field-schema.ts';
import { RecordId } from './record-id.ts';

/** The name of the object's schema in the API documentation. */
function schemaName({ name }: ObjectDefinition): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

// A record's schemas are made when they are first asked for: there are some of each object, an environment
// serves few of them, and to make all takes longer than to load the code.

type FieldSchema = z.ZodType<FieldValue>;

const LateValue: z.ZodType<FieldValue> = z.any();
const LatePatch: z.ZodType<FieldValue | null> = z.any();

/** How the API documentation tells of fields that it cannot know. */
const lateFields = {
  additionalProperties: false,
  patternProperties: {
    '^c_': {
      description:
        'A field that an administrator has added; `GET /objects/{object}` describes them.',
    },
  },
} as const;

/**
 * Names that are no field of the object. Those of administrators' fields pass: which of them there are
 * is known when the request is worked on, by `checkValues`.
 */
function unknownIn(shape: object, values: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(values).filter((name) => !Object.hasOwn(shape, name) && !isCustomKey(name));
}

/** Refuses names that are neither in the shape nor those of administrators' fields. */
export function refuseUnknown(shape: object) {
  return (values: Readonly<Record<string, unknown>>, context: z.RefinementCtx<object>) => {
    const keys = unknownIn(shape, values);
    if (keys.length > 0) context.addIssue({ code: 'unrecognized_keys', keys, input: values });
  };
}

/** Names of the groups of which a record needs one filled field, if a required field is not enough. */
function namesAsked(object: ObjectDefinition): readonly string[] {
  const names = object.nameFields.flat();
  const isSure = (name: string) => object.fields[name]?.required || name === object.numbered?.field;
  return names.some(isSure) ? [] : names;
}

/** Whether the values give the record a name; true for objects whose name is a required field. */
export function isNamed(object: ObjectDefinition, values: Readonly<Record<string, unknown>>) {
  const asked = namesAsked(object);
  return asked.length === 0 || asked.some((name) => values[name] != null);
}

/** The sentence for a record without a name. */
export function nameFault(object: ObjectDefinition) {
  const asked = namesAsked(object);
  return {
    field: asked[0] ?? 'name',
    message: `Fill at least one of ${asked.join(', ')}.`,
  };
}

/** The body that creates a record: strict, required fields present, at least one name. */
export function createSchema(object: ObjectDefinition) {
  return z.lazy(() => {
    const shape: Record<string, FieldSchema | z.ZodOptional<FieldSchema>> = {};
    for (const [name, field] of Object.entries(object.fields))
      if (field.managed !== true) {
        const schema = earlyFieldSchema(field);
        shape[name] = field.required ? schema : schema.optional();
      }
    return z
      .object(shape)
      .catchall(LateValue)
      .superRefine(refuseUnknown(shape))
      .superRefine((values, context) => {
        if (isNamed(object, values)) return;
        const { field, message } = nameFault(object);
        context.addIssue({ code: 'custom', path: [field], message });
      })
      .meta({
        id: `New${schemaName(object)}`,
        description: `A new ${object.labels.one.en.toLowerCase()}.`,
        examples: [object.example],
        ...lateFields,
      });
  });
}

/** The body that changes a record: strict, every field optional, null empties what is not required. */
export function patchSchema(object: ObjectDefinition) {
  return z.lazy(() => {
    const shape: Record<string, z.ZodOptional<FieldSchema | z.ZodNullable<FieldSchema>>> = {};
    for (const [name, field] of Object.entries(object.fields)) {
      if (field.managed) continue;
      const schema = earlyFieldSchema(field);
      shape[name] = field.required ? schema.optional() : schema.nullable().optional();
    }
    return z
      .object(shape)
      .catchall(LatePatch)
      .superRefine(refuseUnknown(shape))
      .refine((patch) => Object.keys(patch).length > 0, 'Name at least one field to change.')
      .meta({
        id: `${schemaName(object)}Patch`,
        description: 'Fields to change; null empties one.',
        examples: [{ tags: ['VIP'], ownerId: null }],
        ...lateFields,
      });
  });
}

/** Facts and fields of a record; those of administrators pass, as in what is sent. */
function answerShape(object: ObjectDefinition) {
  const shape: Record<string, z.ZodOptional<FieldSchema>> = {};
  for (const [name, field] of Object.entries(object.fields))
    shape[name] = storedFieldSchema(field).meta({ title: field.labels.en }).optional();
  return z
    .object({
      id: RecordId,
      version: z.int().min(1).meta({ description: 'Rises by one with every change; the ETag.' }),
      displayName: z.string().optional(),
      createdAt: z.iso.datetime(),
      createdBy: RecordId,
      updatedAt: z.iso.datetime(),
      updatedBy: RecordId,
    })
    .extend(shape);
}

/** Lets nothing out but what the schema names and what administrators have added. */
function withoutUnknown<T extends Readonly<Record<string, unknown>>>(shape: object) {
  return (values: T): T => {
    const kept = { ...values };
    for (const name of unknownIn(shape, values)) Reflect.deleteProperty(kept, name);
    return kept;
  };
}

/** A record as the API answers it: facts about it first, then its filled fields that the caller may see. */
export function recordSchema(object: ObjectDefinition) {
  return z.lazy(() => {
    const schema = answerShape(object);
    return schema
      .catchall(LateValue)
      .overwrite(withoutUnknown(schema.shape))
      .meta({
        id: schemaName(object),
        description: `A ${object.labels.one.en.toLowerCase()}.`,
        ...lateFields,
      });
  });
}

/** A record in the bin, and when it will be gone for good. */
export function binnedSchema(object: ObjectDefinition) {
  return widerSchema(object, `Binned${schemaName(object)}`, {
    expiresAt: z.iso.datetime(),
    mergedInto: RecordId.optional().meta({ description: 'The record that it was merged into.' }),
  });
}

/** A record as the API answers it, with facts that only some answers have. */
export function widerSchema<const S extends z.ZodRawShape>(
  object: ObjectDefinition,
  id: string,
  facts: S,
) {
  return z.lazy(() => {
    const schema = answerShape(object).extend(facts);
    return schema
      .catchall(LateValue)
      .overwrite(withoutUnknown(schema.shape))
      .meta({ id, ...lateFields });
  });
}
