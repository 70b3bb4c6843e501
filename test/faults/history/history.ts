export type OperationKind = 'create' | 'read' | 'patch' | 'delete' | 'restore';

/** One request of one client, with its place in the order in which everything began and ended. */
export interface Operation {
  readonly client: number;
  readonly kind: OperationKind;
  /** Unknown for a creation that was not answered with a record. */
  readonly recordId: string | undefined;
  readonly invoked: number;
  /** Infinity where the client never learned how it ended: it may take effect at any later time. */
  readonly completed: number;
  readonly outcome: 'done' | 'refused' | 'unknown';
  readonly status: number;
  /** The id that the product gave the request; changes carry it. */
  readonly requestId: string | undefined;
  /** The version a patch was to change. */
  readonly ifMatch?: number | undefined;
  readonly idempotencyKey?: string | undefined;
  /** What a write sent; no two requests but repeated ones send the same. */
  readonly sent?: string | undefined;
  /** What the answer said of the record. */
  readonly answered?: { readonly version: number; readonly value: string } | undefined;
}

/** A version of a record as its history tells it. */
export interface Version {
  readonly version: number;
  /** Who made it: the id of a request. */
  readonly cause: string;
  readonly isLive: boolean;
  /** Undefined where the change did not touch it. */
  readonly value?: string | undefined;
}

/** All that was asked and, per record, what is stored of it in the end. */
export interface History {
  readonly operations: readonly Operation[];
  readonly chains: ReadonlyMap<string, readonly Version[]>;
}

export const anomalies = [
  /** A version is missing, or was made twice. */
  'gap',
  /** An acknowledged write is not in the record's history. */
  'lost-update',
  /** One request, or all requests with one key, had more than one effect. */
  'duplicate',
  /** A refused write had an effect, or nobody asked for one. */
  'dirty-write',
  /** An answer told what the record never held at that version. */
  'dirty-read',
  /** No order of the operations explains the answers and keeps to who had ended before whom began. */
  'out-of-order',
] as const;

export interface Anomaly {
  readonly kind: (typeof anomalies)[number];
  readonly recordId: string;
  readonly operation?: Operation | undefined;
}
