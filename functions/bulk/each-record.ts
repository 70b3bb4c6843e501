import { DomainError } from '#shared/errors/domain-error';
import { type BulkResult, countedResults, sentenceOf } from './bulk-result.ts';

/** Records worked on at once: enough to be done in time, few enough to leave the table to others. */
const lanes = 16;
/** Somebody else's write in between is no reason to leave a record out. */
const attempts = 4;

/**
 * Does the same to each record, as a request for it alone would: each is done or refused by itself.
 * What no request could answer (a store that does not answer) ends the whole, and may be sent again.
 */
export async function eachRecord(
  ids: readonly string[],
  work: (id: string) => Promise<number | undefined>,
): Promise<{ done: number; refused: number; results: BulkResult[] }> {
  const results = new Map<string, BulkResult>();
  const waiting = [...ids];
  const lane = async (): Promise<void> => {
    try {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
        results.set(id, await resultOf(id, work));
    } finally {
      // Ended or failed, no other lane begins another one: nothing goes on after the answer.
      waiting.length = 0;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return countedResults(ids, results);
}

async function resultOf(
  id: string,
  work: (id: string) => Promise<number | undefined>,
): Promise<BulkResult> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return { id, outcome: 'done', version: await work(id) };
    } catch (error) {
      if (!(error instanceof DomainError) || error.code.startsWith('service.')) throw error;
      if (error.code === 'record.version_conflict' && attempt < attempts) continue;
      const { code, details } = error;
      const faults = details.fields?.map(({ message }) => message).join(' ');
      return {
        id,
        outcome: 'refused',
        code,
        message: faults || details.detail || sentenceOf(code),
      };
    }
}
