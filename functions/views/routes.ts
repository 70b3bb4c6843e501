import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { objectNames } from '#shared/objects/names';
import { NewView, SavedView, UnavailableView, ViewPatch } from '#shared/views/saved-view';

const params = z.object({ viewId: z.string().max(128).meta({ description: 'The view’s id.' }) });

export const viewsRoutes = defineRoutes({
  listViews: {
    method: 'GET',
    path: '/views',
    summary: 'List saved views: one’s own, those of the team and those for everybody',
    permission: 'signed-in',
    apiKeys: true,
    query: z.strictObject({
      object: z.enum(objectNames).optional().meta({ description: 'Only views of this object.' }),
    }),
    status: 200,
    response: z.strictObject({
      items: z.array(SavedView).meta({
        description:
          'Those that open for you: none that filters or sorts by what your role may not see, each without columns that it may not see.',
      }),
      unavailable: z
        .array(UnavailableView)
        .meta({ description: 'Your own that do not open for you any more, to mend or to delete.' }),
    }),
    errors: [],
  },
  createView: {
    method: 'POST',
    path: '/views',
    summary: 'Save a view of a list',
    permission: 'signed-in',
    body: NewView,
    status: 201,
    response: SavedView,
    errors: ['view.too_many'],
  },
  getView: {
    method: 'GET',
    path: '/views/{viewId}',
    summary: 'Read a saved view',
    permission: 'signed-in',
    apiKeys: true,
    params,
    status: 200,
    response: SavedView,
    errors: ['request.not_found'],
  },
  updateView: {
    method: 'PATCH',
    path: '/views/{viewId}',
    summary: 'Change a saved view of one’s own',
    permission: 'signed-in',
    params,
    body: ViewPatch,
    versioned: true,
    status: 200,
    response: SavedView,
    errors: ['request.not_found', 'record.version_conflict'],
  },
  deleteView: {
    method: 'DELETE',
    path: '/views/{viewId}',
    summary: 'Delete a saved view of one’s own',
    permission: 'signed-in',
    params,
    status: 204,
    errors: ['request.not_found'],
  },
});
