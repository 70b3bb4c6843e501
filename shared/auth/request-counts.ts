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

/** What execution environments tell one another of the requests they have served. */
export interface RequestCounts {
  /** Adds to what was asked under this name in the window, and gives the sum over all environments. */
  add(name: string, window: RequestWindow, count: number): Promise<number>;
  /** Lets every environment refuse this credential until the window is over; it may have ended meanwhile. */
  pause(caller: Caller, window: RequestWindow): Promise<void>;
  /** Tells administrators that the caller was paused: once a window, however often it is called. */
  tell(caller: Caller, window: RequestWindow, at: Date): Promise<void>;
}
