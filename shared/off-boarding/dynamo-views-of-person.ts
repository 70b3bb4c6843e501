import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '#shared/domain/clock';
import { DomainError } from '#shared/errors/domain-error';
import { createDynamoViews } from '#shared/views/dynamo-views';
import type { StoredView } from '#shared/views/saved-view';
import type { Belongings } from './belongings.ts';

/** Saved views of a person: those that others see go to the successor, the others go. */
export function createDynamoViewsOfPerson(
  documents: DynamoDBDocumentClient,
  recordsTable: string,
  clock: Clock,
): Belongings {
  const views = createDynamoViews(documents, recordsTable);
  // The list is a moment behind: only a view itself says whose it is.
  const ownedBy = async (userId: string): Promise<readonly StoredView[]> => {
    const listed = await views.list({ by: 'owner', ownerId: userId });
    const found = await Promise.all(listed.map(({ viewId }) => views.find(viewId)));
    return found.flatMap((view) => (view?.ownerId === userId ? [view] : []));
  };
  return {
    names: ['privateViews', 'sharedViews'],
    async count(userId) {
      const owned = await ownedBy(userId);
      const sharedViews = owned.filter(isShared).length;
      return { privateViews: owned.length - sharedViews, sharedViews };
    },
    async settle({ userId, successor }, mayGoOn) {
      const owned = await ownedBy(userId);
      if (!successor && owned.some(isShared)) throw new DomainError('user.successor_required');
      for (const view of owned) {
        if (!mayGoOn()) return false;
        if (!successor || !isShared(view)) await views.remove(view);
        else await handOver(views, view, successor.userId, clock.now().toISOString());
      }
      return true;
    },
  };
}

const isShared = ({ audience }: Pick<StoredView, 'audience'>) => audience !== 'own';

async function handOver(
  views: Pick<ReturnType<typeof createDynamoViews>, 'replace'>,
  view: StoredView,
  ownerId: string,
  updatedAt: string,
): Promise<void> {
  const next = { ...view, ownerId, version: view.version + 1, updatedAt };
  // Whoever was faster is another worker with the same work: nobody else may change the view.
  await views.replace(next).catch((error: unknown) => {
    const lost = error instanceof DomainError && error.code === 'record.version_conflict';
    if (!lost) throw error;
  });
}
