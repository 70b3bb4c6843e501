import type { MatchIndex } from '#shared/duplicates/match-index';
import type { BulkRecordStore } from '#shared/records/record-store';
import type { RecordDependencies } from '../records/record-dependencies.ts';
import type { DecisionStore } from './decision-store.ts';

/** What the use cases of duplicates work with. */
export interface DuplicateDependencies
  extends Pick<RecordDependencies, 'store' | 'shares' | 'clock' | 'cursorSecret' | 'definitions'> {
  readonly matches: MatchIndex;
  readonly records: Pick<BulkRecordStore, 'getMany'>;
  readonly decisions: DecisionStore;
}
