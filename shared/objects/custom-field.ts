import * as z from 'zod';
import { BothLanguages } from '#shared/text/both-languages';
import type { Field } from './field.ts';
import { referable } from './names.ts';

const keyForm = /^c_[a-z][a-z0-9_]{0,37}$/;

/** The name of a field that an administrator adds; no field that ships is called so. */
export const CustomKey = z
  .string()
  .regex(keyForm, 'Begin with c_ and a letter; use a to z, 0 to 9 and _, 40 characters at most.');

/** Whether a field of this name could only be an administrator's. */
export function isCustomKey(name: string): boolean {
  return keyForm.test(name);
}

/** What administrators may add: every kind that holds one value or a list of tags. */
export const customKinds = [
  'text',
  'longText',
  'email',
  'phone',
  'url',
  'number',
  'money',
  'date',
  'dateTime',
  'boolean',
  'choice',
  'tags',
  'user',
  'reference',
] as const;

export type CustomKind = (typeof customKinds)[number];

/** One of the values of a choice; retired ones stay on the records that have them. */
export const StoredChoice = z.object({
  code: z.string(),
  labels: BothLanguages,
  retired: z.boolean().optional(),
});

/** A field that an administrator added, as it is stored: its facts side by side, whatever its kind. */
export const CustomField = z.object({
  key: CustomKey,
  kind: z.enum(customKinds),
  labels: BothLanguages,
  help: BothLanguages.optional(),
  required: z.boolean().default(false),
  unique: z.boolean().default(false),
  searchable: z.boolean().default(false),
  /** Whether records with the same value may be the same one. */
  matching: z.boolean().default(false),
  sensitivity: z.enum(['financial', 'personal']).optional(),
  aliases: z.object({ en: z.array(z.string()), zh: z.array(z.string()) }).optional(),
  maxLength: z.int().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  integer: z.boolean().optional(),
  choices: z.array(StoredChoice).optional(),
  /** Of a reference. */
  refersTo: z.enum(referable).optional(),
  /** Taken out by an administrator: its values are kept and not shown. */
  retired: z.boolean().default(false),
});

export type CustomField = z.output<typeof CustomField>;

/** The kinds of which at most one record may hold a value, and by which duplicates are looked for. */
export const uniqueKinds: readonly CustomKind[] = ['text', 'email', 'phone', 'url'];

/** The kinds that search finds records by. */
export const searchableKinds: readonly CustomKind[] = ['text', 'email', 'phone', 'url'];

/** The field as the engine knows fields. */
export function fieldOf(custom: CustomField): Field {
  const { kind, labels, help, sensitivity, aliases } = custom;
  const facts = {
    labels,
    ...(help ? { help } : {}),
    ...(custom.required ? { required: true as const } : {}),
    ...(custom.unique ? { unique: true as const } : {}),
    ...(custom.searchable ? { searchable: true as const } : {}),
    ...(custom.matching ? { matching: true as const } : {}),
    ...(sensitivity ? { sensitivity } : {}),
    ...(aliases ? { importAliases: aliases } : {}),
  };
  switch (kind) {
    case 'text':
      return { ...facts, kind, maxLength: custom.maxLength ?? 200 };
    case 'number': {
      const { minimum, maximum, integer } = custom;
      return {
        ...facts,
        kind,
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
        ...(integer ? { integer } : {}),
      };
    }
    case 'choice': {
      const choices = custom.choices ?? [];
      return {
        ...facts,
        kind,
        choices: choices.map(({ retired, ...choice }) =>
          retired ? { ...choice, retired } : choice,
        ),
      };
    }
    case 'reference':
      return { ...facts, kind, object: custom.refersTo ?? 'company' };
    default:
      return { ...facts, kind };
  }
}
