import * as z from 'zod';
import { convertedInto } from '#shared/objects/conversion';
import { CustomKey } from '#shared/objects/custom-field';
import { distinct } from './named-schemas.ts';

const Key = CustomKey.meta({ examples: ['c_region'] });

const Targets = z
  .array(z.strictObject({ object: z.enum(convertedInto), field: Key }))
  .max(convertedInto.length)
  .refine((targets) => distinct(targets.map(({ object }) => object)), 'Name each object once.')
  .meta({ description: 'Added fields that get the value; none: it stays on the lead.' });

const Rule = z.strictObject({
  field: Key,
  targets: Targets,
});

/** Where added fields of leads go, as administrators send it. */
export const ConversionRules = z
  .array(Rule)
  .max(200)
  .refine((rules) => distinct(rules.map(({ field }) => field)), 'Name each field once.')
  .meta({
    description:
      'A field that is left out goes to the added fields of the same key that can take its values.',
    examples: [[{ field: 'c_region', targets: [{ object: 'company', field: 'c_sales_region' }] }]],
  });

export type ConversionRules = z.output<typeof ConversionRules>;

export const ConversionView = z
  .object({
    fields: z.array(
      Rule.extend({
        isDefault: z.boolean().meta({ description: 'Whether nobody said anything else.' }),
      }),
    ),
    version: z.int(),
  })
  .meta({
    id: 'LeadConversion',
    description: 'Where the added fields of leads go when a lead is converted.',
  });
