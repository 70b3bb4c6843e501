import * as z from 'zod';
import { errorCodes } from '#shared/errors/codes';
import { defineRoutes } from '#shared/http/route';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { objectNames } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { patchSchema } from '#shared/objects/record-schema';

/** Records of one request: more would not be done within the time that API Gateway waits. */
const mostRecords = 1_000;

const ids = z
  .array(z.string().min(1).max(128))
  .min(1)
  .max(mostRecords)
  .refine((given) => new Set(given).size === given.length, 'Name each record once.')
  .meta({ description: `Up to ${mostRecords} ids, each once.` });

const updateOf = <const N extends string>(name: N, object: ObjectDefinition) =>
  z.strictObject({ object: z.literal(name), ids, patch: patchSchema(object) });

const BulkResult = z
  .strictObject({
    id: z.string(),
    outcome: z.enum(['done', 'refused']),
    version: z.int().optional().meta({ description: 'After the change.' }),
    code: z
      .string()
      .optional()
      .meta({ description: 'Why not, as a single request would have said.' }),
    message: z.string().optional(),
  })
  .meta({ id: 'BulkResult', description: 'What became of one record.' });

const response = z.strictObject({
  done: z.int(),
  refused: z.int(),
  results: z.array(BulkResult).meta({ description: 'One per id, in the order of the request.' }),
});

export const bulkRoutes = defineRoutes({
  updateRecords: {
    method: 'POST',
    path: '/bulk-updates',
    summary: 'Change the same fields of many records',
    permission: 'signed-in',
    apiKeys: true,
    body: z.discriminatedUnion('object', [
      updateOf('company', objects.company),
      updateOf('contact', objects.contact),
      updateOf('lead', objects.lead),
      updateOf('deal', objects.deal),
      updateOf('order', objects.order),
      updateOf('ticket', objects.ticket),
      updateOf('campaign', objects.campaign),
      updateOf('activity', objects.activity),
      updateOf('task', objects.task),
    ]),
    status: 200,
    response,
    errors: [],
  },
  deleteRecords: {
    method: 'POST',
    path: '/bulk-deletions',
    summary: 'Put many records into the bin for 30 days',
    permission: 'signed-in',
    apiKeys: true,
    body: z.strictObject({ object: z.enum(objectNames), ids }),
    status: 200,
    response,
    errors: [],
  },
});

export type BulkResult = z.output<typeof BulkResult>;

/** The sentence of a code, for results that stand beside others. */
export function sentenceOf(code: keyof typeof errorCodes): string {
  return errorCodes[code].title;
}
