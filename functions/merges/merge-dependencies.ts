import type { RecordDependencies } from '../records/record-dependencies.ts';
import type { MergeStore } from './merge-store.ts';

/** What the use cases of merges work with. */
export interface MergeDependencies
  extends Pick<
    RecordDependencies,
    'store' | 'shares' | 'definitions' | 'directory' | 'clock' | 'ids'
  > {
  readonly merges: MergeStore;
}
