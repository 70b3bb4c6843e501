import type { RouteHandlers } from '#shared/http/call';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { policyFor } from '#shared/permissions/policy';
import { factsOf, viewOf, viewOfChange } from '#shared/records/field-rules';
import { createRecord } from './create-record.ts';
import { deleteRecord } from './delete-record.ts';
import { getRecord } from './get-record.ts';
import { getRecordTimeline } from './get-record-timeline.ts';
import { listDeletedRecords } from './list-deleted-records.ts';
import { listRecordChanges } from './list-record-changes.ts';
import { listRecords } from './list-records.ts';
import { type describeRoutes, idParameter } from './object-routes.ts';
import type { RecordDependencies } from './record-dependencies.ts';
import { restoreRecord } from './restore-record.ts';
import { patched } from './sent-values.ts';
import { updateRecord } from './update-record.ts';

function textOnly(input: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(input))
    if (typeof value === 'string') texts[name] = value;
  return texts;
}

/** Ties one object's routes to the use cases: what goes out is always the caller's own view. */
export function handlersFor(
  { name }: Pick<ObjectDefinition, 'name'>,
  dependencies: RecordDependencies,
): RouteHandlers<ReturnType<typeof describeRoutes>> {
  const idOf = (params: Readonly<Record<string, string>>) => params[idParameter({ name })] ?? '';
  const current = () => dependencies.definitions.current(name);
  return {
    create: async ({ principal, body, request }) => {
      const object = current();
      const values = patched(body);
      const { record, isReplay } = await createRecord(dependencies, principal, {
        object,
        values,
        request,
      });
      return {
        body: viewOf(policyFor(principal), object, record),
        version: record.version,
        headers: {
          location: `/${object.plural}/${record.id}`,
          ...(isReplay ? { 'idempotency-replayed': 'true' } : {}),
        },
      };
    },
    list: async ({ principal, query, request }) => {
      const object = current();
      const { limit, cursor, sort, ...filters } = query;
      const { records, levels, nextCursor } = await listRecords(dependencies, principal, {
        object,
        limit,
        cursor,
        sort,
        filters: textOnly(filters),
      });
      const policy = policyFor(principal);
      const items = records.map((each) => viewOf(policy, object, each, levels.get(each.id)));
      await dependencies.reads.note(principal.userId, object, items, request);
      return { body: { items, nextCursor } };
    },
    get: async ({ principal, params, request }) => {
      const object = current();
      const id = idOf(params);
      const { record, share } = await getRecord(dependencies, principal, object, id);
      const body = viewOf(policyFor(principal), object, record, share?.level);
      await dependencies.reads.note(principal.userId, object, [body], request);
      return { body, version: record.version };
    },
    update: async ({ principal, params, body, request }) => {
      const object = current();
      const { record, share } = await updateRecord(dependencies, principal, {
        object,
        id: idOf(params),
        patch: patched(body),
        request,
      });
      const view = viewOf(policyFor(principal), object, record, share?.level);
      await dependencies.reads.note(principal.userId, object, [view], request);
      return { body: view, version: record.version };
    },
    delete: async ({ principal, params, request }) => {
      const object = current();
      await deleteRecord(dependencies, principal, { object, id: idOf(params), request });
      return { body: undefined };
    },
    listChanges: async ({ principal, params, query, request }) => {
      const object = current();
      const { record, share, changes, nextCursor } = await listRecordChanges(
        dependencies,
        principal,
        {
          object,
          id: idOf(params),
          limit: query.limit,
          cursor: query.cursor,
        },
      );
      const policy = policyFor(principal);
      const facts = factsOf(record, share?.level);
      const items = changes.map((each) => viewOfChange(policy, object, each, facts));
      const shown = items.map(({ values }) => ({ ...values, id: record.id }));
      await dependencies.reads.note(principal.userId, object, shown, request);
      return { body: { items, nextCursor } };
    },
    getTimeline: async ({ principal, params, query, request }) => {
      const object = current();
      const id = idOf(params);
      const { limit, cursor } = query;
      const input = { object, id, limit, cursor };
      const body = await getRecordTimeline(dependencies, principal, input);
      const shown = body.items.map(({ change }) => ({ ...change?.values, id }));
      await dependencies.reads.note(principal.userId, object, shown, request);
      return { body };
    },
    listDeleted: async ({ principal, query, request }) => {
      const object = current();
      const { limit, cursor } = query;
      const input = { object, limit, cursor };
      const { records, nextCursor } = await listDeletedRecords(dependencies, principal, input);
      const policy = policyFor(principal);
      const items = records.map(({ record, expiresAt, mergedInto }) => ({
        ...viewOf(policy, object, record),
        expiresAt,
        mergedInto,
      }));
      await dependencies.reads.note(principal.userId, object, items, request);
      return { body: { items, nextCursor } };
    },
    restore: async ({ principal, params, request }) => {
      const object = current();
      const input = { object, id: idOf(params), request };
      const record = await restoreRecord(dependencies, principal, input);
      const body = viewOf(policyFor(principal), object, record);
      await dependencies.reads.note(principal.userId, object, [body], request);
      return { body, version: record.version };
    },
  };
}
