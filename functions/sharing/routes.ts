import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { objectNames } from '#shared/objects/names';
import { NewShare, ShareId, ShareView } from './share-schema.ts';

export const sharingRoutes = defineRoutes({
  shareRecord: {
    method: 'POST',
    path: '/shares',
    summary: 'Share a record with a person or a team, or change how',
    permission: 'records.share',
    body: NewShare,
    status: 201,
    response: ShareView,
    errors: ['request.not_found', 'record.reference_missing'],
  },
  listShares: {
    method: 'GET',
    path: '/shares',
    summary: 'List with whom a record is shared, or what is shared with you and your team',
    permission: 'signed-in',
    apiKeys: true,
    query: z.strictObject({
      object: z.enum(objectNames).optional(),
      recordId: z.string().max(128).optional().meta({
        description: 'With `object`: the shares of this record. Without: what is shared with you.',
      }),
    }),
    status: 200,
    response: z.object({ shares: z.array(ShareView) }),
    errors: ['request.not_found'],
  },
  endShare: {
    method: 'DELETE',
    path: '/shares/{shareId}',
    summary: 'End a share; recipients may end theirs',
    permission: 'signed-in',
    apiKeys: true,
    params: z.object({ shareId: ShareId }),
    status: 204,
    errors: ['request.not_found'],
  },
});
