import * as z from 'zod';
import { objectNames } from '#shared/objects/names';
import { StoredValue } from '#shared/objects/stored-value';
import { changeSchema } from './change-schema.ts';

/** What happened to a record or around it, as the API answers it. */
export const timelineSchema = z
  .object({
    kind: z
      .enum(['change', ...objectNames])
      .meta({ description: '`change`, or the object of the record that is related.' }),
    at: z.iso.datetime(),
    change: changeSchema.optional(),
    recordId: z.string().optional(),
    values: z.record(z.string(), StoredValue).optional(),
  })
  .meta({
    id: 'TimelineItem',
    description:
      'A change of the record, or an activity or task related to it, in its main fields.',
  });
