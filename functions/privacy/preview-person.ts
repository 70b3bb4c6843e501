import type { MergeStore } from '#shared/merges/merge-store';
import type { ObjectName } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { type FindNeeds, type FoundPerson, findPerson, type PersonQuery } from './find-person.ts';

export interface PersonPreview {
  readonly people: readonly FoundPerson[];
  /** Records that refer to them or are about them, by object. */
  readonly related: readonly { readonly object: ObjectName; readonly count: number }[];
}

/** Shows whom a request would be about and what hangs on them, before anything is done. */
export async function previewPerson(
  needs: FindNeeds & { readonly relations: Pick<MergeStore, 'relationsOf'> },
  query: PersonQuery,
): Promise<PersonPreview> {
  const people = await findPerson(needs, query);
  const own = new Set(people.map(({ object, id }) => `${object}#${id}`));
  const related = new Set<string>();
  for (const { object, id } of people)
    for (const each of await needs.relations.relationsOf(objects[object], id))
      related.add(`${each.object}#${each.recordId}`);
  const names = [...related].filter((each) => !own.has(each));
  return {
    people,
    related: Object.values(objects).flatMap(({ name: object }) => {
      const count = names.filter((each) => each.startsWith(`${object}#`)).length;
      return count === 0 ? [] : [{ object, count }];
    }),
  };
}
