import * as z from 'zod';
import { CustomField, CustomKey, customKinds } from '#shared/objects/custom-field';
import { line } from '#shared/objects/field-schema';
import { objectNames, referable } from '#shared/objects/names';
import { distinct } from './named-schemas.ts';

/** At least one letter or digit, so that imports can tell a header by it. */
const Label = line(60).regex(/[\p{L}\p{N}]/u, 'Use a letter or a digit.');
const Labels = z.strictObject({ en: Label, zh: Label });

const Help = z.strictObject({ en: line(300), zh: line(300) });

const Aliases = z.strictObject({
  en: z.array(Label).max(20).default([]),
  zh: z.array(Label).max(20).default([]),
});

const ChoiceCode = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    'Use a to z, 0 to 9 and hyphens within, 40 at most.',
  );

const Choices = z
  .array(z.strictObject({ code: ChoiceCode, labels: Labels, retired: z.boolean().optional() }))
  .min(1, 'Offer at least one choice.')
  .max(200, 'Offer at most 200 choices.')
  .refine((choices) => distinct(choices.map(({ code }) => code)), 'Give each code once.')
  .meta({
    description:
      'What can be chosen, in this order. A choice that is left out of a change is retired: records keep it, no other one gets it.',
  });

const Limit = z.number().min(-1e15).max(1e15);

/** What can be said of a field whatever its kind, and what only one kind has. */
const content = {
  labels: Labels.meta({ description: 'What people read; files are recognised by it, too.' }),
  help: Help.meta({ description: 'A sentence beside the field in forms.' }),
  required: z.boolean().meta({ description: 'Whether new records need it.' }),
  sensitivity: z
    .enum(['financial', 'personal'])
    .meta({ description: 'Why it is not for everybody: roles hide and lock fields by it.' }),
  aliases: Aliases.meta({ description: 'Other headers under which files carry it.' }),
  choices: Choices,
  maxLength: z.int().min(1).max(2_000).meta({ description: 'Of `text`; 200 unless said.' }),
  minimum: Limit.meta({ description: 'Of `number`.' }),
  maximum: Limit.meta({ description: 'Of `number`.' }),
} as const;

export const NewField = z
  .strictObject({
    object: z.enum(objectNames).meta({ description: 'The object that gets it.' }),
    key: CustomKey.meta({ description: 'Its name in records, for good: `c_warehouse`.' }),
    kind: z.enum(customKinds).meta({ description: 'What it holds, for good.' }),
    labels: content.labels,
    help: content.help.optional(),
    required: content.required.optional(),
    unique: z.boolean().optional().meta({
      description:
        'Whether one record at most may hold a value; for good, since nothing is filled yet.',
    }),
    searchable: z.boolean().optional().meta({
      description: 'Whether search finds records by it; for good, since nothing is filled yet.',
    }),
    matching: z.boolean().optional().meta({
      description:
        'Whether companies, contacts or leads with the same value may be the same one; for good. Unique fields are looked at anyway.',
    }),
    sensitivity: content.sensitivity.optional(),
    aliases: content.aliases.optional(),
    choices: content.choices.optional(),
    refersTo: z
      .enum(referable)
      .optional()
      .meta({ description: 'What a `reference` refers to, for good.' }),
    maxLength: content.maxLength.optional(),
    minimum: content.minimum.optional(),
    maximum: content.maximum.optional(),
    integer: z
      .boolean()
      .optional()
      .meta({ description: 'Of `number`: whole ones only, for good.' }),
  })
  .meta({
    id: 'NewField',
    examples: [
      {
        object: 'order',
        key: 'c_warehouse',
        kind: 'choice',
        labels: { en: 'Warehouse', zh: '仓库' },
        choices: [
          { code: 'east', labels: { en: 'East', zh: '华东' } },
          { code: 'south', labels: { en: 'South', zh: '华南' } },
        ],
      },
    ],
  });

export type NewField = z.output<typeof NewField>;

export const FieldPatch = z
  .strictObject({
    labels: content.labels.optional(),
    help: content.help.nullable().optional(),
    required: content.required.optional(),
    sensitivity: content.sensitivity.nullable().optional(),
    aliases: content.aliases.nullable().optional(),
    choices: content.choices.optional(),
    maxLength: content.maxLength.optional(),
    minimum: content.minimum.nullable().optional(),
    maximum: content.maximum.nullable().optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'Name at least one thing to change.')
  .meta({
    id: 'FieldPatch',
    description: 'What to change; null takes away what may be absent.',
    examples: [{ labels: { en: 'Warehouse', zh: '发货仓库' }, required: true }],
  });

export type FieldPatch = z.output<typeof FieldPatch>;

/** A field that an administrator added, as administrators see it. */
export const FieldView = CustomField.extend({
  fieldId: z.string().meta({ description: 'Object and key: `order~c_warehouse`.' }),
  object: z.enum(objectNames),
}).meta({ id: 'CustomField', description: 'A field that an administrator added.' });
