import type { ObjectName } from '#shared/objects/names';

/** A record that has gone for good. */
export interface GoneRecord {
  readonly sequenceNumber: string;
  readonly object: ObjectName;
  readonly id: string;
}

/** What a record leaves behind in the store. */
export interface Leftovers {
  /** Removes the record's changes and timeline, and unlinks activities and tasks that are about it. */
  clear(object: ObjectName, id: string): Promise<void>;
}

/**
 * Clears up after records that have left the bin, and returns the places where that failed; doing it
 * again does no harm.
 */
export async function purgeRecords(
  leftovers: Leftovers,
  gone: readonly GoneRecord[],
  onFailure: (error: unknown) => void,
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { sequenceNumber, object, id } of gone)
    try {
      await leftovers.clear(object, id);
    } catch (error) {
      onFailure(error);
      failed.push(sequenceNumber);
    }
  return failed;
}
