import type { MatchIndex } from '#shared/duplicates/match-index';
import { matchKeys, matchKeyText } from '#shared/duplicates/match-keys';
import { displayName } from '#shared/objects/display-name';
import { objects } from '#shared/objects/objects';
import { type PersonObject, personObjects, type Subject } from '#shared/privacy/person-request';
import type { StoredRecord } from '#shared/records/record';
import type { RecordStore } from '#shared/records/record-store';

/** Whom a request is about: a record, or what it can be found by. */
export interface PersonQuery {
  readonly object?: PersonObject | undefined;
  readonly id?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

export interface FoundPerson extends Subject {
  readonly displayName: string;
  readonly isDeleted: boolean;
  readonly record: StoredRecord;
}

export interface FindNeeds {
  readonly store: Pick<RecordStore, 'get' | 'getBinned'>;
  readonly matches: Pick<MatchIndex, 'find'>;
}

/** A record, live or in the bin. */
export async function anyRecord(
  { store }: Pick<FindNeeds, 'store'>,
  { object, id }: Subject,
): Promise<{ readonly record: StoredRecord; readonly isDeleted: boolean } | undefined> {
  const live = await store.get(objects[object], id);
  if (live) return { record: live, isDeleted: false };
  const binned = await store.getBinned(objects[object], id);
  return binned && { record: binned.record, isDeleted: true };
}

/**
 * The contacts and leads of one person, also those in the bin: the record that is named, and whoever
 * has its e-mail address, or the address or number that is asked for.
 */
export async function findPerson(needs: FindNeeds, query: PersonQuery): Promise<FoundPerson[]> {
  const found = new Map<string, FoundPerson>();
  const add = async (subject: Subject) => {
    const name = `${subject.object}#${subject.id}`;
    const known = found.has(name) ? undefined : await anyRecord(needs, subject);
    if (!known) return;
    const shown = displayName(objects[subject.object], known.record.values);
    found.set(name, { ...subject, ...known, displayName: shown });
  };
  if (query.object && query.id) await add({ object: query.object, id: query.id });
  const emails = [...found.values()].flatMap(({ record }) => {
    const { email } = record.values;
    return typeof email === 'string' ? [email] : [];
  });
  const asked = [
    ...[...emails, ...(query.email ? [query.email] : [])].map((email) => ({ email })),
    ...(query.phone ? [{ phone: query.phone }] : []),
  ];
  const keys = asked.flatMap((values) => matchKeys('contact', values));
  const members = await needs.matches.find(keys);
  for (const key of keys)
    for (const { object, id } of members.get(matchKeyText(key)) ?? []) {
      const name = personObjects.find((each) => each === object);
      if (name) await add({ object: name, id });
    }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
