import type { AccessRequestStore } from '#shared/access-requests/access-request-store';
import type { CarryOutNeeds } from '#shared/access-requests/carry-out';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import type { RoleStore } from '#shared/permissions/role-store';
import type { BulkRecordStore } from '#shared/records/record-store';

/** What the use cases of access requests work with. */
export interface RequestNeeds extends CarryOutNeeds {
  readonly requests: AccessRequestStore;
  readonly roles: Pick<RoleStore, 'find'>;
  readonly bulk: Pick<BulkRecordStore, 'getMany'>;
  readonly clock: Clock;
  readonly ids: IdSource;
}
