import { isDeepStrictEqual } from 'node:util';
import { memberObjects } from '#shared/campaigns/member';
import { DomainError } from '#shared/errors/domain-error';
import type { ObjectName } from '#shared/objects/names';
import { StoredValue } from '#shared/objects/stored-value';
import type { PersonRequest } from '#shared/privacy/person-request';
import { redactDeep } from '#shared/privacy/redact';
import type { Change, StoredRecord } from '#shared/records/record';
import type { KnownRecord, PersonNeeds } from './person-world.ts';
import { ownWords, withoutPerson } from './without-person.ts';

const attempts = 5;

/** The change by which an erasure shows in a history: names of fields, never what they held. */
export function erasureChange(
  { ids, clock }: Pick<PersonNeeds, 'ids' | 'clock'>,
  request: Pick<PersonRequest, 'id' | 'startedBy'>,
  action: 'updated' | 'deleted',
  record: StoredRecord,
  fields: readonly string[],
): Change {
  return {
    id: ids.next(),
    action,
    at: clock.now().toISOString(),
    by: request.startedBy,
    means: 'erasure',
    cause: `person request ${request.id}`,
    version: record.version + 1,
    fields,
    values: {},
  };
}

/** Removes a record with everything that stands beside it; one that is not there is done. */
export async function eraseRecord(
  needs: PersonNeeds,
  request: PersonRequest,
  object: ObjectName,
  id: string,
): Promise<void> {
  const known = await findRecord(needs, object, id);
  if (!known) return;
  await leaveCampaigns(needs, object, id);
  const change = erasureChange(needs, request, 'deleted', known.record, []);
  await needs.erasure.erase(object, known, change);
}

/** Ends the person's memberships, so that the campaigns' figures are right without them. */
async function leaveCampaigns(
  { members }: PersonNeeds,
  name: ObjectName,
  id: string,
): Promise<void> {
  const object = memberObjects.find((each) => each === name);
  if (!object) return;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const left = await members.ofRecord({ object, id });
    if (left.length === 0) return;
    for (const member of left) await members.settle([{ before: member }]);
  }
  throw new DomainError('service.unavailable', { retryAfter: 1 });
}

/**
 * Lets a record stay without the person: links go, what names them is redacted, in its history too;
 * a ticket of theirs loses what was written. Says whether anything had to be changed.
 */
export async function partFromPerson(
  needs: PersonNeeds,
  request: PersonRequest,
  object: ObjectName,
  id: string,
  pattern: RegExp | undefined,
): Promise<boolean> {
  const { erasure, definitions } = needs;
  const { subjects } = request;
  const definition = definitions.current(object);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const known = await findRecord(needs, object, id);
    if (!known) return false;
    const { values } = known.record;
    const dropped = new Set(ownWords(definition, values, subjects));
    await erasure.rewriteHistory(object, id, (history) =>
      Object.fromEntries(
        Object.entries(history).flatMap(([name, { from, to }]) =>
          dropped.has(name)
            ? []
            : [[name, { ...side('from', from, pattern), ...side('to', to, pattern) }]],
        ),
      ),
    );
    const after = withoutPerson(definition, values, subjects, pattern);
    if (isDeepStrictEqual(after, values)) return false;
    const fields = [...new Set([...Object.keys(values), ...Object.keys(after)])].filter(
      (name) => !isDeepStrictEqual(values[name], after[name]),
    );
    const change = erasureChange(needs, request, 'updated', known.record, fields);
    const { version, at: updatedAt, by: updatedBy } = change;
    const replaced = { ...known.record, values: after, version, updatedAt, updatedBy };
    if (await erasure.replace(object, known, replaced, change)) return true;
  }
  throw new DomainError('service.unavailable', { retryAfter: 1 });
}

function side(name: 'from' | 'to', value: unknown, pattern: RegExp | undefined) {
  if (value === undefined) return {};
  return { [name]: StoredValue.parse(pattern ? redactDeep(pattern, value) : value) };
}

async function findRecord(
  { store, definitions }: PersonNeeds,
  object: ObjectName,
  id: string,
): Promise<KnownRecord | undefined> {
  const live = await store.get(definitions.current(object), id);
  if (live) return { record: live, isDeleted: false };
  const binned = await store.getBinned(definitions.current(object), id);
  return binned && { record: binned.record, isDeleted: true };
}
