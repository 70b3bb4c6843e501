import * as z from 'zod';
import { StoredChoice } from '#shared/objects/custom-field';
import { objectNames } from '#shared/objects/names';
import { BothLanguages } from '#shared/text/both-languages';
import { Pipelines } from './pipeline-schemas.ts';
import { Calendars, Levels } from './service-level-schemas.ts';

const FieldDescription = z
  .object({
    name: z.string(),
    kind: z.string(),
    labels: BothLanguages,
    help: BothLanguages.optional(),
    custom: z.boolean().meta({ description: 'Whether an administrator added it.' }),
    required: z.boolean(),
    unique: z.boolean(),
    searchable: z.boolean(),
    sensitivity: z.enum(['financial', 'personal']).optional(),
    managed: z.boolean().meta({ description: 'Whether the product sets it, not people.' }),
    creatable: z.boolean().meta({ description: 'Whether you may fill it in a new record.' }),
    writable: z.boolean().meta({ description: 'Whether you may change it in some record.' }),
    filterable: z.boolean().meta({ description: 'Whether lists can be filtered by it.' }),
    maxLength: z.int().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    integer: z.boolean().optional(),
    choices: z.array(StoredChoice).optional(),
    object: z.enum(objectNames).optional().meta({ description: 'What a reference refers to.' }),
    columns: z
      .array(z.object({ name: z.string(), kind: z.string(), labels: BothLanguages }))
      .optional()
      .meta({ description: 'The columns of rows.' }),
  })
  .meta({ id: 'FieldDescription', description: 'A field as forms and lists need to know it.' });

/** An object for clients that draw forms and lists. */
export const ObjectDescription = z
  .object({
    object: z.enum(objectNames),
    labels: z.object({ one: BothLanguages, many: BothLanguages }),
    version: z.int().meta({
      description: 'Rises with every change by an administrator; the ETag. 1 as shipped.',
    }),
    sorts: z.array(z.string()),
    fields: z.array(FieldDescription),
    pipelines: Pipelines.optional().meta({ description: 'Of deals.' }),
    serviceLevels: Levels.optional().meta({ description: 'Of tickets.' }),
    calendars: Calendars.optional(),
  })
  .meta({
    id: 'ObjectDescription',
    description: 'How an object is described in this deployment, as far as the caller may see it.',
  });
