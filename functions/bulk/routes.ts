import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { objectNames } from '#shared/objects/names';
import { perObject } from '#shared/objects/per-object';
import { patchSchema } from '#shared/objects/record-schema';
import { bulkResponse, recordIds } from './bulk-result.ts';

const updateOf = (object: ObjectDefinition) =>
  z.strictObject({ object: z.literal(object.name), ids: recordIds, patch: patchSchema(object) });

export const bulkRoutes = defineRoutes({
  updateRecords: {
    method: 'POST',
    path: '/bulk-updates',
    summary: 'Change the same fields of many records',
    permission: 'signed-in',
    apiKeys: true,
    body: perObject(objectNames, updateOf),
    status: 200,
    response: bulkResponse,
    errors: [],
  },
  deleteRecords: {
    method: 'POST',
    path: '/bulk-deletions',
    summary: 'Put many records into the bin for 30 days',
    permission: 'signed-in',
    apiKeys: true,
    body: z.strictObject({ object: z.enum(objectNames), ids: recordIds }),
    status: 200,
    response: bulkResponse,
    errors: [],
  },
});
