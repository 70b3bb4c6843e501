import { fromAuditItem } from '#shared/audit/audit-item';
import { objects } from '#shared/objects/objects';
import { type PersonRequest, personFileKey } from '#shared/privacy/person-request';
import { anyRecord } from '../privacy/find-person.ts';
import type { PersonNeeds } from './person-world.ts';

/**
 * Writes everything that is stored about a person into one file, as JSON: their records with every
 * change, what refers to them or is about them, the imports they came by, and who did what to them.
 */
export async function exportPerson(
  needs: PersonNeeds,
  request: PersonRequest,
): Promise<PersonRequest | undefined> {
  const { requests, files, clock, erasure, relations } = needs;
  const people = [];
  const related = new Map<string, object>();
  const imports = new Map<string, object>();
  for (const subject of request.subjects) {
    const known = await anyRecord(needs, subject);
    if (!known) continue;
    const changes = await erasure.history(subject.object, subject.id);
    for (const { means, cause: importId, row, at } of changes)
      if (means === 'import') imports.set(`${importId} ${row}`, { importId, row, at });
    const campaigns = await needs.members.ofRecord(subject);
    people.push({ object: subject.object, ...known, changes, campaigns });
    for (const { object, recordId } of await relations.relationsOf(
      objects[subject.object],
      subject.id,
    )) {
      const record = await needs.store.get(objects[object], recordId);
      const history = await erasure.history(object, recordId);
      if (record) related.set(`${object}#${recordId}`, { object, record, changes: history });
    }
  }
  const audit = await mentions(needs, new Set(request.subjects.map(({ id }) => id)));
  const endedAt = clock.now().toISOString();
  const file = {
    writtenAt: endedAt,
    people,
    related: [...related.values()],
    imports: [...imports.values()],
    audit,
  };
  const bytes = await files.write(personFileKey(request), JSON.stringify(file, null, 2));
  return requests.save({ ...request, state: 'done', endedAt, bytes });
}

/** Entries of the audit that name one of the records; there is no index by them, and few ever ask. */
async function mentions({ sweep }: PersonNeeds, ids: ReadonlySet<string>): Promise<object[]> {
  const found: object[] = [];
  let after: string | undefined;
  do {
    const page = await sweep.scan('audit', after);
    for (const item of page.items) {
      const { id, at, by, action, subject, subjectIds, fields } = fromAuditItem(item);
      if (subjectIds.some((each) => ids.has(each)))
        found.push({ id, at, by, action, subject, fields });
    }
    after = page.next;
  } while (after !== undefined);
  return found;
}
