import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { mergeStates } from '#shared/merges/merge';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { objectNames } from '#shared/objects/names';
import { perObject } from '#shared/objects/per-object';
import { RecordId } from '#shared/objects/record-id';
import { patchSchema } from '#shared/objects/record-schema';
import { pageQuery } from '../records/list-query.ts';

/** Records of one merge besides the winner. */
const mostLosers = 9;

const Merge = z
  .strictObject({
    mergeId: RecordId,
    winnerId: RecordId,
    winnerVersion: z.int().meta({ description: 'Of the record that stays, now.' }),
    state: z.enum(mergeStates).meta({
      description:
        '`moving` and `undoing` are on their way: what one request cannot move goes on by itself.',
    }),
    at: z.iso.datetime(),
    by: RecordId,
    others: z.array(RecordId).meta({ description: 'The records that went to the bin.' }),
    moved: z.int().meta({
      description: 'How many relations point at the winner instead; 0 while it is moving.',
    }),
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

const Versioned = z.strictObject({ id: RecordId, version: z.int().min(1) });

const mergeOf = (object: ObjectDefinition) =>
  z
    .strictObject({
      object: z.literal(object.name),
      winner: Versioned.meta({ description: 'The record that stays, in the version you read.' }),
      others: z
        .array(Versioned)
        .min(1)
        .max(mostLosers)
        .meta({ description: 'The records to merge into it.' }),
      values: patchSchema(object).optional().meta({
        description: 'Fields that the merged record is to have; the rest is kept or filled.',
      }),
    })
    .refine(
      ({ winner, others }) =>
        new Set([winner, ...others].map(({ id }) => id)).size === others.length + 1,
      { message: 'Name each record once.', path: ['others'] },
    )
    .meta({
      examples: [
        {
          object: object.name,
          winner: { id: '01JD8Y7N9Q4V5W2X3Z6A8B0CDE', version: 3 },
          others: [{ id: '01JD8Y7N9Q4V5W2X3Z6A8B0CDF', version: 1 }],
        },
      ],
    });

const refusals = [
  'request.not_found',
  'record.version_conflict',
  'record.duplicate',
  'record.reference_missing',
  'record.state_conflict',
  'record.too_many_writes',
] as const;

export const mergeRoutes = defineRoutes({
  listMerges: {
    method: 'GET',
    path: '/merges',
    summary: 'List the merges of the last 30 days, newest first',
    permission: 'signed-in',
    query: z.strictObject({
      object: z.enum(objectNames),
      winnerId: RecordId.optional().meta({ description: 'Only merges into this record.' }),
      ...pageQuery.shape,
    }),
    status: 200,
    response: z.strictObject({ items: z.array(Merge), nextCursor: z.string().optional() }),
    errors: ['request.cursor_invalid'],
  },
  mergeRecords: {
    method: 'POST',
    path: '/merges',
    summary: 'Merge up to ten records of one object into one of them',
    permission: 'signed-in',
    body: perObject(objectNames, mergeOf),
    status: 201,
    response: Merge,
    errors: refusals,
  },
  undoMerge: {
    method: 'POST',
    path: '/merge-undos',
    summary: 'Undo the last merge into a record, within 30 days',
    permission: 'signed-in',
    body: z.strictObject({ object: z.enum(objectNames), winnerId: RecordId }),
    status: 200,
    response: Merge,
    errors: refusals,
  },
});
