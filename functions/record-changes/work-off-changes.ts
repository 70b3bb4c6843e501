import type * as z from 'zod';
import { ChangeItem } from '#shared/records/change-item';
import type { StreamEntry } from './publish-changes.ts';

/** A change as the stream brings it. */
export type StreamedChange = z.output<typeof ChangeItem>;

/** Works off the changes among the entries one by one and returns the places that failed. */
export async function workOffChanges(
  entries: readonly StreamEntry[],
  work: (change: StreamedChange) => Promise<void>,
  onFailure: (error: unknown) => void,
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { sequenceNumber, item } of entries) {
    const change = ChangeItem.safeParse(item);
    if (!change.success) continue;
    try {
      await work(change.data);
    } catch (error) {
      onFailure(error);
      failed.push(sequenceNumber);
    }
  }
  return failed;
}
