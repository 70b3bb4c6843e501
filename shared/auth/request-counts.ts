import type { ItemKey } from '#shared/data/batch-get';

/** Who is counted: a person in all their sessions, or a key. */
export interface Caller {
  readonly kind: 'person' | 'key';
  /** The id of the person or the key. */
  readonly id: string;
  /** The person, or whom the key acts for. */
  readonly userId: string;
  readonly locale: 'en' | 'zh';
  /** Their session or key, which the gate reads with every request. */
  readonly credential: ItemKey;
}

/** A window of time in which requests are counted, by its ends in epoch seconds. */
export interface RequestWindow {
  readonly from: number;
  readonly until: number;
}

/** Into how many parts a window is divided: what is counted leaves the sum part by part. */
export const windowParts = 60;

/** What was asked in each part of a window; parts in which nothing was are absent or 0. */
export type PartCounts = readonly (number | undefined)[];

/** What execution environments tell one another of the requests they have served. */
export interface RequestCounts {
  /** Adds to what was asked under this name in a part of the window; gives all its parts over all environments. */
  add(name: string, window: RequestWindow, part: number, count: number): Promise<PartCounts>;
  /** What was asked in a window that is over. */
  read(name: string, window: RequestWindow): Promise<PartCounts>;
  /** Lets every environment refuse this credential until then; it may have ended meanwhile. */
  pause(caller: Caller, until: Date): Promise<void>;
  /** Tells administrators that the caller was paused: once a window, however often it is called. */
  tell(caller: Caller, window: RequestWindow, at: Date): Promise<void>;
}
