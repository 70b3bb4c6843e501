import type { ObjectDefinition } from '#shared/objects/define-object';
import type { ObjectName } from '#shared/objects/names';
import type { Caller, ShareLevel } from '#shared/permissions/policy';
import type { StoredRecord } from '#shared/records/record';
import type { Recipient, Share } from './share.ts';

/** A record that was shared with the caller, and the share. */
export interface SharedRecord {
  readonly record: StoredRecord;
  readonly share: Share;
}

/** What decisions about one caller need; asked only where scope refuses. Only shares that count now. */
export interface SharesOfCaller {
  /** The strongest share that the caller has of a record: one BatchGetItem. */
  of(object: ObjectName, recordId: string, caller: Caller): Promise<Share | undefined>;
  /** What shares let the caller do with some of these records: one BatchGetItem. */
  among(
    object: ObjectName,
    recordIds: readonly string[],
    caller: Caller,
  ): Promise<ReadonlyMap<string, ShareLevel>>;
  /** All records of an object that are shared with the caller: a Query each for person and team, a BatchGetItem. */
  records(object: ObjectDefinition, caller: Caller): Promise<readonly SharedRecord[]>;
}

/** Who ended or gave a share, for the audit. */
export interface ShareActor {
  readonly userId: string;
  readonly requestId: string;
  readonly sourceIp?: string | undefined;
}

export interface ShareStore extends SharesOfCaller {
  /** Gives a share, or replaces it; false if the record is not of this version any more. */
  give(share: Share, recordVersion: number, by: ShareActor): Promise<boolean>;
  /** Ends a share; false if there is none. */
  end(share: Share, by: ShareActor): Promise<boolean>;
  /** The shares of a record that count now. */
  ofRecord(object: ObjectName, recordId: string): Promise<readonly Share[]>;
  /** What is shared with somebody now; `next` is the place to go on from. */
  withRecipient(
    recipient: Recipient,
    page: { readonly limit: number; readonly after: string | undefined },
  ): Promise<{ readonly shares: readonly Share[]; readonly next: string | undefined }>;
}
