import { objects } from '#shared/objects/objects';
import {
  type ErasureStep,
  erasureSteps,
  type PersonRequest,
  type Receipt,
  type Subject,
} from '#shared/privacy/person-request';
import { redactText, traitPattern } from '#shared/privacy/redact';
import { anyRecord, findPerson } from '../privacy/find-person.ts';
import { collectPerson } from './collect-person.ts';
import { eraseImports } from './erase-files.ts';
import { eraseRecord, partFromPerson } from './part-from-person.ts';
import type { MayGoOn, PersonNeeds, ScannedTable } from './person-world.ts';
import { sweepTable } from './sweep-tables.ts';

/** Files expire after 40 days, and so do old versions; point-in-time recovery reaches 35 days back. */
const expiryDays = 40;

/** What a step came to; without a cursor it is over. */
type StepResult = Partial<PersonRequest> & { readonly cursor?: string | undefined };

type Step = (needs: PersonNeeds, request: PersonRequest, mayGoOn: MayGoOn) => Promise<StepResult>;

const sweepOf =
  (table: ScannedTable): Step =>
  async (needs, request, mayGoOn) => {
    const { redacted, exports, cursor } = await sweepTable(needs, request, table, mayGoOn);
    const { receipt } = request;
    return {
      receipt: { ...receipt, redacted: receipt.redacted + redacted, exports: [...exports] },
      cursor,
    };
  };

const steps: Readonly<Record<ErasureStep, Step>> = {
  collect: async (needs, request) => ({ ...(await collectPerson(needs, request)) }),
  links: async (needs, request, mayGoOn) => {
    for (const subject of request.subjects) {
      const known = await anyRecord(needs, subject);
      if (known && !known.isDeleted) await needs.erasure.close(subject.object, known.record);
    }
    // Whom a linked record is about is known, so that also what others are called is redacted there.
    const pattern = request.traits && traitPattern(request.traits);
    let at = Number(request.cursor ?? 0);
    for (; at < request.linked.length && mayGoOn(); at += 1) {
      const linked = request.linked[at];
      if (!linked) break;
      const { object, id, fate } = linked;
      if (fate === 'erase') await eraseRecord(needs, request, object, id);
      else await partFromPerson(needs, request, object, id, pattern);
    }
    if (at < request.linked.length) return { cursor: String(at) };
    // What was looked at is counted and forgotten: a request is one item, and has room for so many.
    const done = { linked: [], receipt: withLinked(request) };
    return (await isMoreLinked(needs, request)) ? { ...done, step: 'collect' } : done;
  },
  records: async (needs, request) => {
    for (const { object, id } of request.subjects) await eraseRecord(needs, request, object, id);
    return {};
  },
  imports: async (needs, request, mayGoOn) => {
    const { imports, cursor } = await eraseImports(needs, request, mayGoOn);
    return { receipt: { ...request.receipt, imports: [...imports] }, cursor };
  },
  'records-table': sweepOf('records'),
  'jobs-table': sweepOf('jobs'),
  'search-table': sweepOf('search'),
  verify: async (needs, request) => {
    const back = await comeBack(needs, request);
    const all = [...request.subjects, ...back].map((each) => [each.id, each] as const);
    return back.length > 0 ? { step: 'collect', subjects: [...new Map(all).values()] } : {};
  },
};

/**
 * The person's records that are there although they were erased: restored or written anew by what ran
 * at the same time, an import for example (PRIV-03).
 */
async function comeBack(needs: PersonNeeds, request: PersonRequest): Promise<Subject[]> {
  const back: Subject[] = [];
  for (const subject of request.subjects) {
    const { object, id } = subject;
    const relations = await needs.relations.relationsOf(objects[object], id);
    if (relations.length > 0 || (await anyRecord(needs, subject))) back.push(subject);
  }
  for (const email of request.own?.emails ?? [])
    for (const { object, id, record } of await findPerson(needs, { email }))
      if (record.createdAt >= request.createdAt) back.push({ object, id });
  return back;
}

/** Whether others hang on the person than those that have just been seen to: so many are looked at at once. */
async function isMoreLinked(
  { relations }: PersonNeeds,
  { subjects, linked }: PersonRequest,
): Promise<boolean> {
  const seen = new Set([...subjects, ...linked].map(({ object, id }) => `${object}#${id}`));
  for (const { object, id } of subjects)
    for (const each of await relations.relationsOf(objects[object], id))
      if (!seen.has(`${each.object}#${each.recordId}`)) return true;
  return false;
}

type Counts = Receipt['erased'];

function plus(counts: Counts, all: readonly { readonly object: keyof typeof objects }[]): Counts {
  const sums = { ...counts };
  for (const { object } of all) sums[object] = (sums[object] ?? 0) + 1;
  return sums;
}

/** What was done, as counts: computed from the plan, so that steps done twice count once. */
function withLinked({ linked, receipt }: PersonRequest): Receipt {
  const those = (fate: 'erase' | 'keep') => linked.filter((each) => each.fate === fate);
  return {
    ...receipt,
    erased: plus(receipt.erased, those('erase')),
    pseudonymised: plus(receipt.pseudonymised, those('keep')),
  };
}

/**
 * Takes an erasure further while there is time and gives it as it is then: step by step, each of which
 * may be done again. At the end it holds nothing of the person any more but ids.
 */
export async function erasePerson(
  needs: PersonNeeds,
  started: PersonRequest,
  mayGoOn: MayGoOn,
): Promise<PersonRequest | undefined> {
  let request = started;
  while (mayGoOn()) {
    const { step } = request;
    const { cursor, ...changes } = await steps[step](needs, request, mayGoOn);
    const { cursor: _, ...rest } = request;
    const isOver = cursor === undefined;
    const next = changes.step ?? (isOver ? stepAfter(step) : step);
    const advanced: PersonRequest = {
      ...rest,
      ...changes,
      state: 'running',
      step: next ?? step,
      ...(isOver ? {} : { cursor }),
    };
    const saved = await needs.requests.save(next ? advanced : ended(needs, advanced));
    if (!saved || saved.state === 'done') return saved;
    request = saved;
  }
  return request;
}

function stepAfter(step: ErasureStep): ErasureStep | undefined {
  return erasureSteps[erasureSteps.indexOf(step) + 1];
}

function ended({ clock }: PersonNeeds, request: PersonRequest): PersonRequest {
  const { traits, own: _, since: __, ...rest } = request;
  const now = clock.now();
  const until = new Date(now.getTime() + expiryDays * 86_400_000).toISOString();
  return {
    ...rest,
    state: 'done',
    endedAt: now.toISOString(),
    reason: redactText(traits && traitPattern(traits), request.reason),
    receipt: {
      ...request.receipt,
      erased: plus(request.receipt.erased, request.subjects),
      backupsUntil: until,
    },
  };
}
