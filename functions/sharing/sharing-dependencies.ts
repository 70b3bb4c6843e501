import type { Directory } from '#shared/auth/directory';
import type { Clock } from '#shared/domain/clock';
import type { RecordStore } from '#shared/records/record-store';
import type { ShareStore } from '#shared/sharing/share-store';

/** What the use cases of sharing work with. */
export interface SharingDependencies {
  readonly store: Pick<RecordStore, 'get'>;
  readonly shares: ShareStore;
  readonly directory: Pick<Directory, 'find'>;
  readonly clock: Clock;
}
