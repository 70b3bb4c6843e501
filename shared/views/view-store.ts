import type { StoredView } from './saved-view.ts';

/** Whose views are asked for. */
export type ViewHolder =
  | { readonly by: 'owner'; readonly ownerId: string }
  | { readonly by: 'team'; readonly teamId: string }
  | { readonly by: 'everybody' };

/** Keeps saved views. */
export interface ViewStore {
  /** Strongly consistent. */
  find(viewId: string): Promise<StoredView | undefined>;
  /** By name. A view is listed under its owner, and under whom it is shared with. */
  list(holder: ViewHolder): Promise<readonly StoredView[]>;
  create(view: StoredView): Promise<void>;
  /** Replaces the version before. Throws `record.version_conflict`. */
  replace(view: StoredView): Promise<void>;
  remove(view: StoredView): Promise<void>;
}
