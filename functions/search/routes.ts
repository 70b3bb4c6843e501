import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { objectNames } from '#shared/objects/names';

const Found = z
  .strictObject({
    object: z.enum(objectNames),
    id: z.string(),
    displayName: z.string(),
    matched: z
      .strictObject({ field: z.string(), value: z.string() })
      .meta({ description: 'Where the words were found, as it is stored.' }),
  })
  .meta({ id: 'Found', description: 'A record that was found.' });

const names = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(objectNames)).min(1));

export const searchRoutes = defineRoutes({
  searchRecords: {
    method: 'GET',
    path: '/search',
    summary: 'Search records as you type',
    permission: 'signed-in',
    apiKeys: true,
    query: z.strictObject({
      q: z.string().trim().min(1).max(100).meta({
        description:
          'Beginnings of words, in any order; all must occur. Two letters at least, or one Chinese character.',
      }),
      objects: names
        .optional()
        .meta({ description: 'Only these objects, separated by commas; all if left out.' }),
      limit: z.coerce.number().int().min(1).max(50).default(20),
    }),
    status: 200,
    response: z.strictObject({
      items: z.array(Found),
      counts: z
        .array(
          z.strictObject({ object: z.enum(objectNames), count: z.int(), isExact: z.boolean() }),
        )
        .meta({
          description: 'How many records match, or that there are more than could be told.',
        }),
    }),
    errors: [],
  },
});
