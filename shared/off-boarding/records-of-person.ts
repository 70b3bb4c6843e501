import { everyField, type ObjectDefinition } from '#shared/objects/define-object';
import type { Change, StoredRecord } from '#shared/records/record';
import type { OffBoarding } from './off-boarding.ts';

/**
 * The fields of an object that name a person who works here. Columns of tables inside a record are
 * none of them: they say who once did something, and that stays true.
 */
export function userFields(object: ObjectDefinition): readonly string[] {
  return everyField(object).flatMap(({ name, kind }) => (kind === 'user' ? [name] : []));
}

/** A record before and after it was handed over. */
export interface HandOver {
  readonly before: StoredRecord;
  readonly after: StoredRecord;
  readonly change: Change;
}

/** The records that name a person. */
export interface RecordsOfPerson {
  count(object: ObjectDefinition, userId: string): Promise<number>;
  /** The next few, as they are now, and where to go on; `next` is absent at the end. */
  page(
    object: ObjectDefinition,
    userId: string,
    after: string | undefined,
  ): Promise<{ readonly records: readonly StoredRecord[]; readonly next: string | undefined }>;
  /**
   * Writes all of a page together with the off-boarding's next version, so that each record is
   * counted once whatever breaks. Records that changed meanwhile are left out. Undefined when
   * another worker has moved the off-boarding on.
   */
  handOver(
    object: ObjectDefinition,
    handOvers: readonly HandOver[],
    nextOf: (count: number) => OffBoarding,
  ): Promise<OffBoarding | undefined>;
}
