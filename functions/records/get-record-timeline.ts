import * as z from 'zod';
import type { Principal } from '#shared/auth/principal';
import { openCursor, sealCursor } from '#shared/data/cursor';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Definitions } from '#shared/objects/definitions';
import { type Policy, policyFor, type RecordFacts } from '#shared/permissions/policy';
import { factsOf, viewOfChange, visibleValues } from '#shared/records/field-rules';
import type { Happening } from '#shared/records/timeline';
import { loadRecord } from './load-record.ts';
import type { RecordDependencies } from './record-dependencies.ts';

export interface GetRecordTimelineInput {
  readonly object: ObjectDefinition;
  readonly id: string;
  readonly limit: number;
  readonly cursor: string | undefined;
}

const Position = z.strictObject({
  change: z.string().optional(),
  entry: z.string().optional(),
});

/**
 * One page of what happened to a record and around it, newest first: its changes, and the activities
 * and tasks related to it that the caller may read. Throws `request.not_found`.
 */
export async function getRecordTimeline(
  dependencies: RecordDependencies,
  principal: Principal,
  { object, id, limit, cursor }: GetRecordTimelineInput,
) {
  const { store, definitions, cursorSecret } = dependencies;
  const policy = policyFor(principal);
  const purpose = JSON.stringify([principal.userId, object.name, id, 'timeline']);
  const text = await openCursor(cursorSecret, purpose, cursor);
  const { change, entry } = text === undefined ? {} : Position.parse(JSON.parse(text));
  const after = {
    ...(change === undefined ? {} : { change }),
    ...(entry === undefined ? {} : { entry }),
  };
  // Asked for with the record, shown only to who may read it.
  const [{ record, share }, page] = await Promise.all([
    loadRecord(dependencies, principal, 'read', object, id),
    store.timeline(object, id, { limit, after: text === undefined ? undefined : after }),
  ]);
  const facts = factsOf(record, share?.level);
  return {
    items: page.happenings.flatMap(
      (each) => viewOf(definitions, policy, object, each, facts) ?? [],
    ),
    nextCursor: await sealCursor(cursorSecret, purpose, page.next && JSON.stringify(page.next)),
  };
}

function viewOf(
  definitions: Definitions,
  policy: Policy,
  object: ObjectDefinition,
  happening: Happening,
  facts: RecordFacts,
) {
  const { at } = happening;
  if (happening.kind === 'change')
    return {
      kind: 'change' as const,
      at,
      change: viewOfChange(policy, object, happening.change, facts),
    };
  const { entry } = happening;
  if (!policy.can('read', entry.object, factsOf(entry))) return undefined;
  const shown = definitions.current(entry.object);
  const values = visibleValues(policy, shown, entry.values, factsOf(entry));
  return { kind: entry.object, at, recordId: entry.recordId, values };
}
