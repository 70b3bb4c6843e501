import * as z from 'zod';

const Value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.string()).readonly(),
  z.object({ amount: z.int(), currency: z.string() }),
]);

/** A change of a record as the API answers it. */
export const changeSchema = z
  .object({
    id: z.string(),
    action: z.enum(['created', 'updated', 'deleted']),
    at: z.iso.datetime(),
    by: z.string().meta({ description: 'The id of the user who did it.' }),
    means: z.enum(['api', 'import']),
    cause: z.string().meta({ description: 'The id of the request or import that did it.' }),
    version: z.int(),
    fields: z.array(z.string()),
    values: z.record(z.string(), z.object({ from: Value.optional(), to: Value.optional() })),
  })
  .meta({ id: 'RecordChange', description: 'Who changed what, when and how.' });
