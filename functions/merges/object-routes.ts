import * as z from 'zod';
import type { Route } from '#shared/http/route';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { objectNames } from '#shared/objects/names';
import { RecordId } from '#shared/objects/record-id';
import { patchSchema } from '#shared/objects/record-schema';
import { idParameter, paramsOf } from '../records/object-routes.ts';
import { mergeStates } from './merge.ts';

/** Records of one merge besides the winner. */
const mostLosers = 9;

export const mergeSchema = z
  .strictObject({
    mergeId: RecordId,
    winnerId: RecordId,
    state: z.enum(mergeStates).meta({
      description: '`moving` and `undoing` have broken off; sending the request again ends them.',
    }),
    at: z.iso.datetime(),
    by: RecordId,
    others: z.array(RecordId).meta({ description: 'The records that went to the bin.' }),
    moved: z.int().meta({ description: 'How many relations point at the winner instead.' }),
    undoUntil: z.iso.datetime(),
    conflicts: z
      .array(
        z.strictObject({
          object: z.enum(objectNames),
          recordId: z.string(),
          field: z.string().optional(),
        }),
      )
      .meta({ description: 'What an undo left as it was, because it had changed since.' }),
    hiddenConflicts: z.int().meta({ description: 'Conflicts of records that you may not see.' }),
  })
  .meta({ id: 'Merge', description: 'A merge of records into one.' });

function mergeBody(object: ObjectDefinition) {
  const Other = z.strictObject({ id: RecordId, version: z.int().min(1) });
  return z.strictObject({
    others: z
      .array(Other)
      .min(1)
      .max(mostLosers)
      .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'Name each once.')
      .meta({ description: 'The records to merge into this one, in the version you read.' }),
    values: patchSchema(object).optional().meta({
      description: 'Fields that the merged record is to have; the rest is kept or filled.',
    }),
  });
}

/** The routes of merges of one object; `namedFor` gives them their operation ids. */
export function describeMergeRoutes(object: ObjectDefinition) {
  const { name, plural } = object;
  const one = object.labels.one.en.toLowerCase();
  const many = object.labels.many.en.toLowerCase();
  const each = `/${plural}/{${idParameter(object)}}` as const;
  return {
    merge: {
      method: 'POST',
      path: `${each}/merges`,
      summary: `Merge other ${many} into this one`,
      permission: `${name}:delete`,
      params: paramsOf(object),
      body: mergeBody(object),
      status: 201,
      response: mergeSchema,
      errors: [
        'request.not_found',
        'record.version_conflict',
        'record.duplicate',
        'record.reference_missing',
        'record.state_conflict',
        'record.too_many_writes',
      ],
    },
    undoMergeOf: {
      method: 'POST',
      path: `${each}/merges/undo`,
      summary: `Undo the last merge into a ${one}, within 30 days`,
      permission: `${name}:delete`,
      params: paramsOf(object),
      status: 200,
      response: mergeSchema,
      errors: [
        'request.not_found',
        'record.version_conflict',
        'record.duplicate',
        'record.reference_missing',
        'record.state_conflict',
        'record.too_many_writes',
      ],
    },
    listMergesOf: {
      method: 'GET',
      path: `${each}/merges`,
      summary: `List the merges into a ${one} that can still be undone, or were`,
      permission: `${name}:read`,
      params: paramsOf(object),
      status: 200,
      response: z.strictObject({ items: z.array(mergeSchema) }),
      errors: ['request.not_found'],
    },
  } as const satisfies Record<string, Route>;
}
