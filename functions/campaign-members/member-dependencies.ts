import type { MemberStore } from '#shared/campaigns/member-store';
import type { BulkRecordStore } from '#shared/records/record-store';
import type { RecordDependencies } from '../records/record-dependencies.ts';

/** What the use cases of campaign members work with. */
export interface MemberDependencies extends RecordDependencies {
  readonly members: MemberStore;
  readonly bulk: Pick<BulkRecordStore, 'getMany'>;
}
