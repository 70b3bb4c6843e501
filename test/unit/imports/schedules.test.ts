import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workChunk } from '#functions/import-rows/work-chunk';
import { watchImports } from '#functions/import-watch/watch-imports';
import { undoImport } from '#functions/imports/undo-import';
import { carefulOptions } from '#shared/imports/import-options';
import { importKeys, numbered } from '#shared/imports/import-plan';
import { letRun } from '#shared/imports/let-run';
import { readPlan } from '#shared/imports/read-plan';
import { roles } from '#shared/permissions/roles';
import { importHarness } from './import-harness.ts';

const manager = { userId: 'u1', role: 'manager', rights: roles.manager, teamId: 't1' };
const rowsPerChunk = 6;

/** New, known, weak, twin, wrong and unchanged rows, and companies made beside them. */
function fileOf(rows: number): string {
  const lines = Array.from({ length: rows }, (_, at) => {
    if (at % 11 === 3) return `Wrong ${at},no address,,`;
    if (at % 7 === 2) return `K${at % 14},known${at}@example.com,Chief ${at},Firm ${at % 5}`;
    if (at % 6 === 5) return `Twin,p${at - 1}@example.com,,`;
    if (at % 5 === 1) return `Weak ${at},,,Firm ${at % 5}`;
    return `P${at},p${at}@example.com,Buyer,Firm ${at % 5}`;
  });
  return `Name,Email,Job title,Company\n${lines.join('\n')}\n`;
}

const rows = 40;
const known = Array.from({ length: rows }, (_, at) => at).filter(
  (at) => at % 7 === 2 && at % 11 !== 3,
);
const before = `Name,Email,Job title\n${known.map((at) => `K${at},known${at}@example.com,Old`).join('\n')}\n`;

/** An import that is planned in small chunks, over a table that holds some of its records. */
async function prepared() {
  const harness = importHarness({ starters: { find: async () => manager } });
  await harness.upload(before);
  const start = digest(harness.stored);
  const options = { ...carefulOptions, existing: 'overwrite' as const, createRelated: true };
  const job = await harness.upload(fileOf(rows), { review: true, options });
  const lines = (harness.text(importKeys.chunk(job.id, 1)) ?? '').split('\n');
  const chunks = Math.ceil(lines.length / rowsPerChunk);
  for (let chunk = 1; chunk <= chunks; chunk++)
    harness.put(
      `imports/${job.id}/chunks/${numbered(chunk)}.ndjson`,
      lines.slice((chunk - 1) * rowsPerChunk, chunk * rowsPerChunk).join('\n'),
    );
  await harness.store.amend(job.id, ['planned'], { chunks });
  return { harness, id: job.id, start };
}

type Harness = ReturnType<typeof importHarness>;

function digest(stored: Harness['stored']): string {
  return JSON.stringify(
    [...stored.values()]
      .map(({ id, values, teamId }) => [id, Object.entries(values).sort(), teamId])
      .sort(),
  );
}

/** Makes every call of an adapter fail by the tape: before its effect (throttled, died) or after it. */
function faulty<T extends object>(target: T, next: () => number): T {
  return new Proxy(target, {
    get(source, name) {
      const value = Reflect.get(source, name) as unknown;
      if (typeof value !== 'function') return value;
      return async (...all: unknown[]) => {
        const dice = next() % 40;
        if (dice === 1) throw new Error('refused');
        const result = await (value as (...all: unknown[]) => unknown)(...all);
        if (dice === 2) throw new Error('the answer was lost');
        return result;
      };
    },
  });
}

/** Delivers messages in any order, twice and again after failures, until the import has ended. */
async function deliver(harness: Harness, id: string, tape: readonly number[], end: string) {
  let at = 0;
  const next = () => tape[at++] ?? 0;
  const needs = {
    ...harness.needs,
    store: faulty(harness.store, next),
    files: faulty(harness.files, next),
    records: faulty(harness.needs.records, next),
    claims: faulty(harness.needs.claims, next),
    queue: faulty(harness.needs.queue, next),
  };
  for (let round = 0; round < 5; round++) {
    while (harness.messages.length > 0) {
      const [message] = harness.messages.splice(next() % harness.messages.length, 1);
      const isDone = await workChunk(needs, message!).then(
        () => true,
        () => false,
      );
      if (!isDone || next() % 6 === 1) harness.messages.push(message!);
    }
    if ((await harness.store.get(id))?.state.startsWith(end)) return;
    harness.pass(16 * 60_000);
    await watchImports(harness.needs);
  }
}

const reference = (async () => {
  const { harness, id } = await prepared();
  await letRun(harness.needs, (await harness.store.get(id))!, await readPlan(harness.files, id));
  await harness.drain();
  return { counts: (await harness.store.get(id))?.counts, digest: digest(harness.stored) };
})();

describe('any schedule of deliveries and faults', () => {
  it('ends in the same records and counts, and undone in those before (IMP-05, IMP-06, IMP-07, IMP-10, DATA-03)', async () => {
    const expected = await reference;
    const { created = 0, updated = 0, skipped = 0, failed = 0 } = expected.counts ?? {};
    expect(created + updated + skipped + failed).toBe(rows);
    expect(Math.min(created, updated, skipped, failed)).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(10_000), { minLength: 60, maxLength: 400 }),
        async (tape) => {
          const { harness, id, start } = await prepared();
          const job = (await harness.store.get(id))!;
          await letRun(harness.needs, job, await readPlan(harness.files, id));
          await deliver(harness, id, tape, 'finished');
          const ended = (await harness.store.get(id))!;
          expect(ended).toMatchObject({ state: 'finished_with_errors', counts: expected.counts });
          expect(digest(harness.stored)).toBe(expected.digest);

          const clock = { now: () => new Date(harness.needs.now()) };
          await undoImport({ ...harness.needs, clock } as never, manager as never, id);
          await deliver(harness, id, [...tape].reverse(), 'undone');
          expect(await harness.store.get(id)).toMatchObject({
            state: 'undone',
            undo: { counts: { restored: updated, conflicts: 0 } },
          });
          expect(digest(harness.stored)).toBe(start);
        },
      ),
      { numRuns: 500, seed: 7 },
    );
  }, 240_000);
});
