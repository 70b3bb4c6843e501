import * as z from 'zod';
import { fold } from '#shared/text/fold';
import { SavedView, type StoredView } from './saved-view.ts';
import type { ViewHolder } from './view-store.ts';

const ViewItem = SavedView.extend({ schemaVersion: z.literal(1), teamId: z.string().optional() });

export function viewKey(viewId: string) {
  return { pk: `view#${viewId}`, sk: 'view' };
}

/** The partition of the index `byName` in which a holder's views stand. */
export function holderPartition(holder: ViewHolder): string {
  switch (holder.by) {
    case 'owner':
      return `views#owner#${holder.ownerId}`;
    case 'team':
      return `views#team#${holder.teamId}`;
    case 'everybody':
      return 'views#everybody';
  }
}

const order = (view: StoredView) => `${fold(view.name)}\t${view.viewId}`;

/** The item of a view, listed under its owner. */
export function toViewItem(view: StoredView): Record<string, unknown> {
  return {
    ...viewKey(view.viewId),
    schemaVersion: 1,
    ...view,
    listPk: holderPartition({ by: 'owner', ownerId: view.ownerId }),
    nameSk: order(view),
  };
}

/** Under whom else it is listed; undefined for a view that nobody else sees. */
function sharedWith({ audience, teamId }: StoredView): ViewHolder | undefined {
  if (audience === 'everybody') return { by: 'everybody' };
  return audience === 'team' && teamId !== undefined ? { by: 'team', teamId } : undefined;
}

/** A second item for those it is shared with, so that their list is one query too. */
export function sharedViewItem(view: StoredView): Record<string, unknown> | undefined {
  const holder = sharedWith(view);
  if (!holder) return undefined;
  const key = { ...viewKey(view.viewId), sk: 'shared' };
  return {
    ...key,
    schemaVersion: 1,
    ...view,
    listPk: holderPartition(holder),
    nameSk: order(view),
  };
}

export function fromViewItem(item: unknown): StoredView {
  const { schemaVersion: _, teamId, ...view } = ViewItem.parse(item);
  return { ...view, teamId };
}
