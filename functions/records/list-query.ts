import * as z from 'zod';
import type { ListSort } from '#shared/objects/define-object';

/** Which page of a list: how many, and where the last one ended. */
export const pageQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(25)
    .meta({ description: 'How many at most, 1 to 100.', examples: [50] }),
  cursor: z
    .string()
    .max(4_000)
    .optional()
    .meta({ description: 'The `nextCursor` of the page before.' }),
});

export function sortQuery(sorts: readonly ListSort[]) {
  return z.strictObject({
    sort: z
      .enum(sorts.flatMap((sort) => [sort, `-${sort}` as const]))
      .optional()
      .meta({
        description:
          'The order, `-` for descending. A list of one owner has `updatedAt` only, of one company `name` only.',
      }),
  });
}
