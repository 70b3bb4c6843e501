import * as z from 'zod';
import type { Route } from '#shared/http/route';
import { facetsOf, fieldsOf, type ObjectDefinition } from '#shared/objects/define-object';
import { filterSchema } from '#shared/objects/filters';
import type { ObjectName } from '#shared/objects/names';
import {
  binnedSchema,
  createSchema,
  patchSchema,
  recordSchema,
  refuseUnknown,
} from '#shared/objects/record-schema';
import { changeSchema } from './change-schema.ts';
import { pageQuery, sortQuery } from './list-query.ts';
import { timelineSchema } from './timeline-schema.ts';

/** The path parameter that names a record: `contactId`. */
export function idParameter(object: { readonly name: ObjectName }): `${ObjectName}Id` {
  return `${object.name}Id`;
}

/** The path parameter of an object's routes. */
export function paramsOf(object: ObjectDefinition) {
  // Any text: an id that cannot be one is not found, like one that does not exist.
  const id = z
    .string()
    .max(128)
    .meta({ description: `The ${object.name}'s id.` });
  return z.object({ [idParameter(object)]: id });
}

/** Filters: owner, parents, facets, and every field of which a value belongs to one record. */
function filterQuery(object: ObjectDefinition) {
  const shape: Record<string, z.ZodOptional<z.ZodType<string>>> = {};
  const byId = new Set(['ownerId', ...(object.parentFields ?? [])]);
  const facets = new Set(facetsOf(object));
  for (const field of fieldsOf(object)) {
    const description = `Only with this ${field.labels.en}.`;
    const isOffered = byId.has(field.name) || facets.has(field.name) || field.unique;
    if (isOffered) shape[field.name] = filterSchema(field).optional().meta({ description });
  }
  return z.strictObject(shape);
}

/** What a list is asked for. Filters by administrators' fields pass: `customFilterFaults` looks at them. */
function listQuery(object: ObjectDefinition) {
  return z.lazy(() => {
    const shape = {
      ...pageQuery.shape,
      ...sortQuery(object.sorts).shape,
      ...filterQuery(object).shape,
    };
    return z.object(shape).catchall(z.string()).superRefine(refuseUnknown(shape));
  });
}

/** The routes of one object; `namedFor` gives them their operation ids. */
export function describeRoutes(object: ObjectDefinition) {
  const { name, plural } = object;
  const one = object.labels.one.en.toLowerCase();
  const many = object.labels.many.en.toLowerCase();
  const all = `/${plural}` as const;
  const each = `${all}/{${idParameter(object)}}` as const;
  const Record = recordSchema(object);
  return {
    create: {
      method: 'POST',
      path: all,
      summary: `Create a ${one}`,
      permission: `${name}:create`,
      body: createSchema(object),
      status: 201,
      response: Record,
      errors: ['record.duplicate', 'record.reference_missing', 'request.idempotency_mismatch'],
    },
    list: {
      method: 'GET',
      path: all,
      summary: `List ${many}`,
      permission: `${name}:read`,
      query: listQuery(object),
      status: 200,
      response: z.object({ items: z.array(Record), nextCursor: z.string().optional() }),
      errors: ['request.cursor_invalid'],
    },
    get: {
      method: 'GET',
      path: each,
      summary: `Read a ${one}`,
      permission: `${name}:read`,
      params: paramsOf(object),
      status: 200,
      response: Record,
      errors: ['request.not_found'],
    },
    update: {
      method: 'PATCH',
      path: each,
      summary: `Change fields of a ${one}`,
      permission: `${name}:update`,
      params: paramsOf(object),
      body: patchSchema(object),
      versioned: true,
      status: 200,
      response: Record,
      errors: [
        'request.not_found',
        'record.version_conflict',
        'record.state_conflict',
        'record.duplicate',
        'record.reference_missing',
      ],
    },
    delete: {
      method: 'DELETE',
      path: each,
      summary: `Put a ${one} into the bin for 30 days`,
      permission: `${name}:delete`,
      params: paramsOf(object),
      status: 204,
      errors: ['request.not_found', 'record.version_conflict', 'record.in_use'],
    },
    listChanges: {
      method: 'GET',
      path: `${each}/changes`,
      summary: `List the changes of a ${one}, newest first`,
      permission: `${name}:read`,
      params: paramsOf(object),
      query: pageQuery,
      status: 200,
      response: z.object({ items: z.array(changeSchema), nextCursor: z.string().optional() }),
      errors: ['request.not_found', 'request.cursor_invalid'],
    },
    getTimeline: {
      method: 'GET',
      path: `${each}/timeline`,
      summary: `List what happened to a ${one} and around it, newest first`,
      permission: `${name}:read`,
      params: paramsOf(object),
      query: pageQuery,
      status: 200,
      response: z.object({ items: z.array(timelineSchema), nextCursor: z.string().optional() }),
      errors: ['request.not_found', 'request.cursor_invalid'],
    },
    listDeleted: {
      method: 'GET',
      path: `/bin/${plural}`,
      summary: `List the ${many} in the bin, last deleted first`,
      permission: `${name}:delete`,
      query: pageQuery,
      status: 200,
      response: z.object({
        items: z.array(binnedSchema(object)),
        nextCursor: z.string().optional(),
      }),
      errors: ['request.cursor_invalid'],
    },
    restore: {
      method: 'POST',
      path: `${each}/restore`,
      summary: `Take a ${one} out of the bin`,
      permission: `${name}:delete`,
      params: paramsOf(object),
      status: 200,
      response: Record,
      errors: [
        'request.not_found',
        'record.version_conflict',
        'record.duplicate',
        'record.reference_missing',
      ],
    },
  } as const satisfies Record<string, Route>;
}
