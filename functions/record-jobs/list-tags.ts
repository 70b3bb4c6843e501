import { DomainError } from '#shared/errors/domain-error';
import type { Definitions } from '#shared/objects/definitions';
import type { ObjectName } from '#shared/objects/names';
import { storedShapes } from '#shared/objects/stored-value';
import { type Caller, policyFor } from '#shared/permissions/policy';
import type { TagCatalogue } from '#shared/search/tag-catalogue';
import { fold } from '#shared/text/fold';
import { distinctTags } from '#shared/text/tag';
import { listRecords } from '../records/list-records.ts';
import type { RecordDependencies } from '../records/record-dependencies.ts';

export interface ListTagsNeeds
  extends Pick<RecordDependencies, 'store' | 'shares' | 'cursorSecret'> {
  readonly tags: Pick<TagCatalogue, 'list'>;
  readonly definitions: Definitions;
}

export interface ListTagsInput {
  readonly object: ObjectName;
  readonly field: string;
  readonly start: string;
  readonly limit: number;
}

/** Of whoever sees only some records, so many of the last changed are looked through. */
const mostLookedThrough = 400;

/**
 * The tags that start so. Whoever may read all records gets those of all; everybody else those of the
 * records they may read, for a tag says something about the record that has it (AZ-10).
 */
export async function listTags(
  needs: ListTagsNeeds,
  caller: Caller,
  { object: name, field, start, limit }: ListTagsInput,
): Promise<string[]> {
  const object = needs.definitions.current(name);
  refuseUnlessTags(needs.definitions, caller, name, field);
  if (policyFor(caller).scope('read', name) === 'all')
    return [...(await needs.tags.list(name, field, start, limit))];
  const { records } = await listRecords(needs, caller, {
    ...{ object, limit: mostLookedThrough, cursor: undefined, sort: undefined, filters: {} },
  });
  const seen = distinctTags(
    records.flatMap(({ values }) => storedShapes.tags.parse(values[field] ?? [])),
  );
  return seen
    .filter((tag) => fold(tag).startsWith(fold(start)))
    .sort((a, b) => (fold(a) < fold(b) ? -1 : 1))
    .slice(0, limit);
}

/** Throws `request.invalid` for a field that is none of tags, or that the role sees in no record. */
export function refuseUnlessTags(
  definitions: Definitions,
  caller: Caller,
  name: ObjectName,
  field: string,
): void {
  const policy = policyFor(caller);
  if (!policy.can('read', name)) throw new DomainError('request.forbidden');
  const isTags = definitions.current(name).fields[field]?.kind === 'tags';
  if (isTags && policy.canCompare(name, field)) return;
  throw new DomainError('request.invalid', {
    fields: [{ field: 'field', message: 'There is no such field of tags.' }],
  });
}
