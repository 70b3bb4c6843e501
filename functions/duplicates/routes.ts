import * as z from 'zod';
import {
  confidences,
  type MatchedObject,
  matchedObjects,
  matchKinds,
} from '#shared/duplicates/match-rules';
import { defineRoutes } from '#shared/http/route';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { perObject } from '#shared/objects/per-object';
import { RecordId } from '#shared/objects/record-id';
import { patchSchema } from '#shared/objects/record-schema';
import { pageQuery } from '../records/list-query.ts';

/** As many as one merge takes. */
const mostDecided = 10;

const AddedKind = z.templateLiteral(['c_', z.string()]);
const by = z.union([z.enum(matchKinds), AddedKind]).meta({
  description: 'What they have alike; an administrator’s field by its key.',
});
const confidence = z.enum(confidences).meta({
  description: '`certain`: the same address or number; `possible`: the same name.',
});
const object = z.enum(matchedObjects);

const Candidate = z
  .strictObject({
    object,
    id: RecordId,
    displayName: z.string(),
    by: z.array(by),
    confidence,
  })
  .meta({ id: 'DuplicateCandidate', description: 'A record that these values may belong to.' });

const Group = z
  .strictObject({
    object,
    by,
    confidence,
    records: z
      .array(z.strictObject({ id: RecordId, version: z.int(), displayName: z.string() }))
      .meta({ description: 'Ids and versions as `POST /merges` takes them; ten at most.' }),
  })
  .meta({ id: 'DuplicateGroup', description: 'Records that may be the same.' });

const valuesOf = (definition: ObjectDefinition & { readonly name: MatchedObject }) =>
  z.strictObject({
    object: z.literal(definition.name),
    values: patchSchema(definition).meta({ description: 'What the record has or is to have.' }),
    exceptId: RecordId.optional().meta({ description: 'The record that is being changed.' }),
  });

export const duplicateRoutes = defineRoutes({
  checkDuplicates: {
    method: 'POST',
    path: '/duplicates/check',
    summary: 'Look for records that a new one may be a duplicate of, before it is made',
    permission: 'signed-in',
    body: perObject(matchedObjects, valuesOf),
    status: 200,
    response: z.strictObject({ candidates: z.array(Candidate) }),
    errors: [],
  },
  listDuplicates: {
    method: 'GET',
    path: '/duplicates',
    summary: 'List records that may be the same, the newest first',
    permission: 'signed-in',
    query: z.strictObject({ object, ...pageQuery.shape }),
    status: 200,
    response: z.strictObject({ items: z.array(Group), nextCursor: z.string().optional() }),
    errors: ['request.cursor_invalid'],
  },
  decideDuplicates: {
    method: 'POST',
    path: '/duplicates/decisions',
    summary: 'Say that records are not the same, or take that back',
    permission: 'signed-in',
    body: z.strictObject({
      object,
      ids: z
        .array(RecordId)
        .min(2)
        .max(mostDecided)
        .refine((ids) => new Set(ids).size === ids.length, 'Name each record once.')
        .meta({ examples: [['01JD8Y7N9Q4V5W2X3Z6A8B0CDE', '01JD8Y7N9Q4V5W2X3Z6A8B0CDF']] }),
      decision: z.enum(['distinct', 'open']),
    }),
    status: 200,
    response: z.strictObject({
      pairs: z.int().meta({ description: 'How many pairs of records this says something about.' }),
    }),
    errors: ['request.not_found'],
  },
});
