import * as z from 'zod';
import { type ErrorCode, errorCodes } from '#shared/errors/codes';

/** Records of one request: more would not be done within the time that API Gateway waits. */
const mostRecords = 1_000;

/** The records that one request is about. */
export const recordIds = z
  .array(z.string().min(1).max(128))
  .min(1)
  .max(mostRecords)
  .refine((given) => new Set(given).size === given.length, 'Name each record once.')
  .meta({ description: `Up to ${mostRecords} ids, each once.` });

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

export type BulkResult = z.output<typeof BulkResult>;

/** What a request about many records answers. */
export const bulkResponse = z.strictObject({
  done: z.int(),
  refused: z.int(),
  results: z.array(BulkResult).meta({ description: 'One per id, in the order of the request.' }),
});

/** The sentence of a code, for results that stand beside others. */
export function sentenceOf(code: ErrorCode): string {
  return errorCodes[code].title;
}

/** The results in the order of the ids, counted. */
export function countedResults(
  ids: readonly string[],
  results: ReadonlyMap<string, BulkResult>,
): { done: number; refused: number; results: BulkResult[] } {
  const inOrder = ids.flatMap((id) => results.get(id) ?? []);
  const done = inOrder.filter(({ outcome }) => outcome === 'done').length;
  return { done, refused: inOrder.length - done, results: inOrder };
}
