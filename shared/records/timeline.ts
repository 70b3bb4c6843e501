import type { RecordValues } from '#shared/objects/field';
import type { ObjectName } from '#shared/objects/names';
import type { Change } from './record.ts';

/** An activity or a task as the timeline of a record shows it. */
export interface TimelineEntry {
  /** Its place: time, object and id. */
  readonly position: string;
  /** UTC, ISO-8601. */
  readonly at: string;
  readonly object: ObjectName;
  readonly recordId: string;
  readonly values: RecordValues;
  readonly teamId: string | undefined;
}

/** Something that happened to a record or around it. */
export type Happening =
  | { readonly kind: 'change'; readonly at: string; readonly change: Change }
  | { readonly kind: 'entry'; readonly at: string; readonly entry: TimelineEntry };

/** Where a page of a timeline ended: in its changes and in its entries. */
export interface TimelinePosition {
  readonly change?: string;
  readonly entry?: string;
}

export interface TimelinePage {
  readonly happenings: readonly Happening[];
  readonly next: TimelinePosition | undefined;
}
