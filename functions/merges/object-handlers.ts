import { DomainError } from '#shared/errors/domain-error';
import type { RouteHandlers } from '#shared/http/call';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { policyFor } from '#shared/permissions/policy';
import { loadRecord } from '../records/load-record.ts';
import { idParameter } from '../records/object-routes.ts';
import { patched } from '../records/sent-values.ts';
import type { MergeDependencies } from './merge-dependencies.ts';
import { mergeRecords } from './merge-records.ts';
import { mergeView } from './merge-view.ts';
import type { describeMergeRoutes } from './object-routes.ts';
import { undoMerge } from './undo-merge.ts';

/** Ties one object's merge routes to the use cases. */
export function mergeHandlersFor(
  object: ObjectDefinition,
  dependencies: MergeDependencies,
): RouteHandlers<ReturnType<typeof describeMergeRoutes>> {
  const idOf = (params: Readonly<Record<string, string>>) => params[idParameter(object)] ?? '';
  return {
    merge: async ({ principal, params, body, request }) => {
      const winnerId = idOf(params);
      if (body.others.some(({ id }) => id === winnerId))
        throw new DomainError('request.invalid', {
          fields: [{ field: 'others', message: 'Name other records than the one they go into.' }],
        });
      const chosen = patched(body.values ?? {});
      const input = { object, winnerId, losers: body.others, chosen, request };
      const { record, merge } = await mergeRecords(dependencies, principal, input);
      return { body: mergeView(policyFor(principal), merge), version: record.version };
    },
    undoMergeOf: async ({ principal, params }) => {
      const input = { object, winnerId: idOf(params) };
      const { record, merge } = await undoMerge(dependencies, principal, input);
      return { body: mergeView(policyFor(principal), merge), version: record.version };
    },
    listMergesOf: async ({ principal, params }) => {
      const id = idOf(params);
      await loadRecord(dependencies, principal, 'read', object, id);
      const policy = policyFor(principal);
      const found = await dependencies.merges.list(object, id);
      return { body: { items: found.map((merge) => mergeView(policy, merge)) } };
    },
  };
}
