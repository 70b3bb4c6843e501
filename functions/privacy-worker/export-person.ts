import * as z from 'zod';
import { fromAuditItem } from '#shared/audit/audit-item';
import { inLanes } from '#shared/domain/in-lanes';
import { objects } from '#shared/objects/objects';
import {
  type PersonRequest,
  personFileKey,
  personPartsPrefix,
} from '#shared/privacy/person-request';
import { anyRecord } from '../privacy/find-person.ts';
import type { MayGoOn, PersonNeeds } from './person-world.ts';

/** Related records read at once. */
const lanes = 16;

const Parts = z.object({
  /** Where the look through the audit goes on. */
  after: z.string(),
  /** Files with what was found so far. */
  parts: z.int(),
});

/**
 * Writes everything that is stored about a person into one file, as JSON: their records with every
 * change, what refers to them or is about them, the imports they came by, and who did what to them. The
 * audit is as long as the organisation is old: it is looked through in pieces, each kept as a file.
 */
export async function exportPerson(
  needs: PersonNeeds,
  request: PersonRequest,
  mayGoOn: MayGoOn,
): Promise<PersonRequest | undefined> {
  const { requests, files, clock } = needs;
  const { after, parts } = request.cursor
    ? Parts.parse(JSON.parse(request.cursor))
    : { after: undefined, parts: 0 };
  const { found, next } = await mentions(needs, request, after, mayGoOn);
  const partKey = (part: number) => `${personPartsPrefix(request)}/audit-${part}.json`;
  if (next !== undefined) {
    await files.write(partKey(parts), JSON.stringify(found));
    const cursor = JSON.stringify({ after: next, parts: parts + 1 });
    return requests.save({ ...request, state: 'running', cursor });
  }
  const audit: unknown[] = [];
  for (let part = 0; part < parts; part += 1)
    audit.push(...Found.parse(JSON.parse((await files.readText(partKey(part))) ?? '[]')));
  audit.push(...found);
  // Last of all, so that it is as they are stored now.
  const stored = await storedOf(needs, request);
  const endedAt = clock.now().toISOString();
  const file = { writtenAt: endedAt, ...stored, audit };
  const bytes = await files.write(personFileKey(request), JSON.stringify(file, null, 2));
  if (parts > 0) await files.removeAll([`${personPartsPrefix(request)}/`]);
  const { cursor: _, ...rest } = request;
  return requests.save({ ...rest, state: 'done', endedAt, bytes });
}

const Found = z.array(z.unknown());

async function storedOf(needs: PersonNeeds, { subjects }: PersonRequest) {
  const { erasure, relations } = needs;
  const people = [];
  const related = new Map<string, object>();
  const imports = new Map<string, object>();
  for (const subject of subjects) {
    const known = await anyRecord(needs, subject);
    if (!known) continue;
    const changes = await erasure.history(subject.object, subject.id);
    for (const { means, cause: importId, row, at } of changes)
      if (means === 'import') imports.set(`${importId} ${row}`, { importId, row, at });
    const campaigns = await needs.members.ofRecord(subject);
    people.push({ object: subject.object, ...known, changes, campaigns });
    const hanging = await relations.allRelationsOf(objects[subject.object], subject.id);
    await inLanes(lanes, hanging, async ({ object, recordId }) => {
      const name = `${object}#${recordId}`;
      const record = related.has(name)
        ? undefined
        : await needs.store.get(needs.definitions.current(object), recordId);
      if (!record) return;
      related.set(name, { object, record, changes: await erasure.history(object, recordId) });
    });
  }
  return { people, related: [...related.values()], imports: [...imports.values()] };
}

/** Entries of the audit that name one of the records; there is no index by them, and few ever ask. */
async function mentions(
  { sweep }: PersonNeeds,
  { subjects }: PersonRequest,
  from: string | undefined,
  mayGoOn: MayGoOn,
): Promise<{ readonly found: readonly object[]; readonly next: string | undefined }> {
  const ids = new Set(subjects.map(({ id }) => id));
  const found: object[] = [];
  let next = from;
  do {
    const page = await sweep.scan('audit', next);
    for (const item of page.items) {
      const { id, at, by, action, subject, subjectIds, fields } = fromAuditItem(item);
      if (subjectIds.some((each) => ids.has(each)))
        found.push({ id, at, by, action, subject, fields });
    }
    next = page.next;
  } while (next !== undefined && mayGoOn());
  return { found, next };
}
