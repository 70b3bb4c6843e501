import * as z from 'zod';
import type { RecordPatch } from '#shared/objects/field';
import { type ObjectName, objectNames } from '#shared/objects/names';
import type { FieldChange } from '#shared/records/record';

/** `moving`: relations are on their way to the winner; `undoing`: on their way back. */
export const mergeStates = ['moving', 'merged', 'undoing', 'undone'] as const;

export type MergeState = (typeof mergeStates)[number];

/** A record that was merged away, and in which version. */
export interface Loser {
  readonly id: string;
  readonly version: number;
}

/** A field of another record that pointed at a loser. */
export interface Move {
  readonly object: ObjectName;
  readonly recordId: string;
  readonly field: string;
  /** The loser it pointed at. */
  readonly from: string;
  /** Whether it pointed at the winner as well, as a list of related records can. */
  readonly both: boolean;
}

/** What an undo has left as it was, because somebody has changed it since. */
export interface MergeConflict {
  readonly object: ObjectName;
  readonly recordId: string;
  /** Absent where the whole record could not be brought back. */
  readonly field?: string | undefined;
}

/** One merge of records into a winner, with all that its end and its undo need but the moves. */
export interface Merge {
  readonly id: string;
  readonly object: ObjectName;
  readonly winnerId: string;
  readonly state: MergeState;
  /** UTC, ISO-8601. */
  readonly at: string;
  readonly by: string;
  readonly losers: readonly Loser[];
  /** What the winner is to have, as whoever merged has chosen it. */
  readonly chosen: RecordPatch;
  /** How many fields of other records were moved; known once it is merged. */
  readonly moved: number;
  /** The winner's fields before and after. */
  readonly values: Readonly<Record<string, FieldChange>>;
  readonly conflicts: readonly MergeConflict[];
  /** Until when it can be undone; UTC, ISO-8601. */
  readonly undoUntil: string;
  /** Who undoes it. */
  readonly undoneBy?: string | undefined;
}

/** Names a merge that is to be brought to its end. */
export const MergeMessage = z.object({
  object: z.enum(objectNames),
  winnerId: z.string(),
  mergeId: z.string(),
});

export type MergeMessage = z.output<typeof MergeMessage>;
