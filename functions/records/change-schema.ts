import * as z from 'zod';
import { StoredValue } from '#shared/objects/stored-value';
import { changeActions, means } from '#shared/records/record';

/** A change of a record as the API answers it. */
export const changeSchema = z
  .object({
    id: z.string(),
    action: z.enum(changeActions),
    at: z.iso.datetime(),
    by: z.string().meta({ description: 'The id of the user who did it.' }),
    means: z.enum(means),
    cause: z.string().meta({ description: 'The id of the request or import that did it.' }),
    version: z.int(),
    fields: z.array(z.string()),
    values: z.record(
      z.string(),
      z.object({ from: StoredValue.optional(), to: StoredValue.optional() }),
    ),
    campaign: z.object({ id: z.string(), status: z.string().optional() }).optional().meta({
      description: 'Of what happened to a member of a campaign: which one, and where they stand.',
    }),
  })
  .meta({ id: 'RecordChange', description: 'Who changed what, when and how.' });
