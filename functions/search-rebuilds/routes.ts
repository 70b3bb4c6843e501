import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';

const SearchRebuild = z
  .strictObject({
    rebuildId: z.string(),
    state: z.enum(['running', 'finished']),
    startedBy: z.string(),
    startedAt: z.iso.datetime(),
    parts: z.int(),
    done: z.int().meta({ description: 'How many of the parts are worked off.' }),
  })
  .meta({
    id: 'SearchRebuild',
    description: 'A rebuild of the search index, and how far it is. People find all the while.',
  });

export const searchRebuildRoutes = defineRoutes({
  startSearchRebuild: {
    method: 'POST',
    path: '/search-rebuilds',
    summary: 'Make the search index anew from the records',
    permission: 'settings.manage',
    status: 202,
    response: SearchRebuild,
    errors: [],
  },
  getSearchRebuild: {
    method: 'GET',
    path: '/search-rebuilds',
    summary: 'Look how far the last rebuild of the search index is',
    permission: 'settings.manage',
    status: 200,
    response: z.strictObject({
      rebuild: SearchRebuild.optional().meta({ description: 'Absent: there was none yet.' }),
    }),
    errors: [],
  },
});
