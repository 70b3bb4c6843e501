import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { ExportJob, exportFileKey } from '#shared/exports/export-job';
import { objectNames } from '#shared/objects/names';
import { requestPrefix } from '#shared/privacy/dynamo-person-requests';
import {
  type PersonRequest,
  personFileKey,
  personPartsPrefix,
  PersonRequest as StoredRequest,
} from '#shared/privacy/person-request';
import { names, redactDeep, redactText, traitPattern } from '#shared/privacy/redact';
import { partFromPerson } from './part-from-person.ts';
import type { MayGoOn, PersonNeeds, ScannedTable } from './person-world.ts';

const Key = z.object({ pk: z.string(), sk: z.string() });

/** Items that have to stay as they are. */
const untouched = new RegExp(`^(${requestPrefix}|erased#|secret#)`);

type Item = Readonly<Record<string, unknown>>;

export interface SweepResult {
  readonly redacted: number;
  readonly exports: readonly string[];
  readonly cursor: string | undefined;
}

/**
 * Looks at every item of a table for what only this person has, and for links to their records, and
 * redacts it: also in what lies in the bin, in merges, views and jobs. Copies that are kept for repeats
 * go; so do stored exports that may hold the person. Gives where to go on.
 */
export async function sweepTable(
  needs: PersonNeeds,
  request: PersonRequest,
  table: ScannedTable,
  mayGoOn: MayGoOn,
): Promise<SweepResult> {
  const pattern = traitPattern(request.own ?? { emails: [], phones: [], names: [] });
  const ids = request.subjects.map(({ id }) => id);
  const exports = new Set(request.receipt.exports);
  let { cursor } = request;
  let redacted = 0;
  do {
    const page = await needs.sweep.scan(table, cursor === '' ? undefined : cursor);
    for (const item of page.items) {
      const { pk } = Key.parse(item);
      if (table === 'jobs' && (await redactRequest(needs, request, item, pattern))) redacted += 1;
      if (untouched.test(pk)) continue;
      const exportId = table === 'jobs' ? exportOf(item, request) : undefined;
      if (exportId !== undefined) {
        await removeExport(needs, item);
        exports.add(exportId);
      }
      const text = JSON.stringify(item);
      const isMeant = pattern ? names(pattern, text) : false;
      const isLinked = table === 'records' && ids.some((id) => text.includes(id));
      if (!isMeant && !isLinked) continue;
      if (await redactItem(needs, request, table, item, pattern)) redacted += 1;
    }
    cursor = page.next;
  } while (cursor !== undefined && mayGoOn());
  return { redacted, exports: [...exports], cursor };
}

async function redactItem(
  needs: PersonNeeds,
  request: PersonRequest,
  table: ScannedTable,
  item: Item,
  pattern: RegExp | undefined,
): Promise<boolean> {
  const { pk, sk } = Key.parse(item);
  const [name, id = ''] = pk.split('#');
  const object = objectNames.find((each) => each === name);
  if (table === 'records' && sk === 'record' && object)
    return partFromPerson(needs, request, object, id, pattern);
  // A copy that is kept for repeats holds a whole record, also where nothing of that is theirs alone.
  if (pk.startsWith('idempotency#')) {
    await needs.sweep.remove(table, item);
    return true;
  }
  if (!pattern) return false;
  if (names(pattern, pk) || names(pattern, sk) || table === 'search') {
    if (!names(pattern, JSON.stringify(item))) return false;
    await needs.sweep.remove(table, item);
    return true;
  }
  const changed = Object.fromEntries(
    Object.entries(item).flatMap(([attribute, value]) => {
      const redactedValue = redactDeep(pattern, value);
      return isDeepStrictEqual(redactedValue, value) ? [] : [[attribute, redactedValue]];
    }),
  );
  if (Object.keys(changed).length === 0) return false;
  // Whoever has just written the item anew is found by the next look at the table.
  return needs.sweep.replace(table, item, changed);
}

/**
 * Takes the file of an earlier export of the person, and their name out of the reasons of all earlier
 * requests, which are kept for years. Says whether there was anything.
 */
async function redactRequest(
  { sweep, files, clock }: PersonNeeds,
  { id, subjects }: PersonRequest,
  item: Item,
  pattern: RegExp | undefined,
): Promise<boolean> {
  const isRequest = String(item['pk']).startsWith(requestPrefix);
  const { data: earlier } = isRequest ? StoredRequest.safeParse(item) : {};
  if (!earlier || earlier.id === id) return false;
  const reason = redactText(pattern, earlier.reason);
  const isTheirs = earlier.subjects.some((each) => subjects.some((own) => own.id === each.id));
  const hasFile = earlier.kind === 'export' && isTheirs && earlier.fileErasedAt === undefined;
  if (hasFile) await files.removeAll([personFileKey(earlier), `${personPartsPrefix(earlier)}/`]);
  if (!hasFile && reason === earlier.reason) return false;
  const fileErasedAt = hasFile ? { fileErasedAt: clock.now().toISOString() } : {};
  return sweep.replace('jobs', item, { reason, ...fileErasedAt });
}

/** An export whose file may hold the person: of any object that tells of them, and not older than they are. */
function exportOf(item: Item, { since = '' }: PersonRequest): string | undefined {
  const job = ExportJob.safeParse(item);
  if (!job.success || !String(item['pk']).startsWith('export#')) return undefined;
  const { id, state, createdAt, endedAt = createdAt } = job.data;
  const mayHold = state === 'queued' || state === 'running' || state === 'finished';
  return mayHold && endedAt >= since ? id : undefined;
}

async function removeExport({ sweep, files }: PersonNeeds, item: Item): Promise<void> {
  const job = ExportJob.parse(item);
  await sweep.replace('jobs', item, { state: 'cancelled' });
  await files.removeAll([exportFileKey(job)]);
}
