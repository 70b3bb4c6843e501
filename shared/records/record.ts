import type { FieldValue, RecordValues } from '#shared/objects/field';

/** A record as the store keeps it. */
export interface StoredRecord {
  readonly id: string;
  /** Rises by one with every change, from 1. */
  readonly version: number;
  readonly values: RecordValues;
  /** The owner's team when the owner was set; decides about team scope. */
  readonly teamId: string | undefined;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

/** A value that at most one record may hold, folded as `uniqueKeys` does. */
export interface UniqueKey {
  readonly field: string;
  readonly value: string;
}

/** What a field held before and holds now; an empty side is absent. */
export interface FieldChange {
  readonly from?: FieldValue;
  readonly to?: FieldValue;
}

/** By which means a change is made; `automation` is the product's own doing. */
export const means = ['api', 'import', 'off-boarding', 'merge', 'erasure', 'automation'] as const;

export type Means = (typeof means)[number];

/** Who changed something, when and by which means. */
export interface Origin {
  readonly userId: string;
  /** UTC, ISO-8601. */
  readonly at: string;
  readonly means: Means;
  /** The request or the import that did it. */
  readonly cause: string;
  /** Of an import the row of its file. */
  readonly row?: number;
}

/** What can happen to a record; what happens to somebody as a member of a campaign changes no field. */
export const changeActions = [
  'created',
  'updated',
  'deleted',
  'restored',
  'campaign-joined',
  'campaign-moved',
  'campaign-responded',
  'campaign-left',
] as const;

export type ChangeAction = (typeof changeActions)[number];

/**
 * One change of a record: the audit entry and, through the table's stream, the event that everything
 * that follows from the change starts from.
 */
export interface Change {
  readonly id: string;
  readonly action: ChangeAction;
  readonly at: string;
  readonly by: string;
  readonly means: Means;
  readonly cause: string;
  readonly row?: number;
  /** The record's version after the change. */
  readonly version: number;
  /** Names of the fields that were filled, changed or emptied. */
  readonly fields: readonly string[];
  /** Before and after, only for updates: the values of a creation are those the first update starts from. */
  readonly values: Readonly<Record<string, FieldChange>>;
  /** Of what happened in a campaign: which one, and the member's status after it. */
  readonly campaign?: { readonly id: string; readonly status?: string };
}
