import type { ReadAudit } from '#shared/audit/read-audit';
import type { Directory } from '#shared/auth/directory';
import type { CursorSecret } from '#shared/data/cursor';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import type { Definitions } from '#shared/objects/definitions';
import type { RecordStore } from '#shared/records/record-store';
import type { SharesOfCaller } from '#shared/sharing/share-store';

/** What the use cases of records work with. */
export interface RecordDependencies {
  readonly store: RecordStore;
  /** The objects as they are described now, with what administrators added. */
  readonly definitions: Definitions;
  readonly shares: SharesOfCaller;
  readonly reads: ReadAudit;
  readonly directory: Pick<Directory, 'find'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly cursorSecret: CursorSecret;
}
