import type { Principal } from '#shared/auth/principal';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import { DomainError } from '#shared/errors/domain-error';
import type { Definitions } from '#shared/objects/definitions';
import type { ObjectName } from '#shared/objects/names';
import { policyFor } from '#shared/permissions/policy';
import type { NewView, StoredView, ViewPatch } from '#shared/views/saved-view';
import type { ViewStore } from '#shared/views/view-store';
import { checkView } from './check-view.ts';

export interface ViewDependencies {
  readonly views: ViewStore;
  readonly definitions: Definitions;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Views of one person: more could not be told apart in a menu. */
const mostViews = 100;

/** One's own views, then those of the team, then those for everybody, each by name. */
export async function listViews(
  { views }: ViewDependencies,
  principal: Principal,
  object: ObjectName | undefined,
): Promise<readonly StoredView[]> {
  const { userId, teamId } = principal;
  const policy = policyFor(principal);
  const lists = await Promise.all([
    views.list({ by: 'owner', ownerId: userId }),
    teamId === undefined ? [] : views.list({ by: 'team', teamId }),
    views.list({ by: 'everybody' }),
  ]);
  const distinct = new Map(lists.flat().map((view) => [view.viewId, view]));
  return [...distinct.values()].filter(
    (view) => (object === undefined || view.object === object) && policy.can('read', view.object),
  );
}

/** Throws `request.invalid` for a view that would not open, and `view.too_many`. */
export async function createView(
  { views, definitions, clock, ids }: ViewDependencies,
  principal: Principal,
  view: NewView,
): Promise<StoredView> {
  checkView(policyFor(principal), definitions, view);
  const own = await views.list({ by: 'owner', ownerId: principal.userId });
  if (own.length >= mostViews) throw new DomainError('view.too_many');
  const at = clock.now().toISOString();
  const { userId: ownerId, teamId } = principal;
  const facts = { viewId: ids.next(), ownerId, teamId, version: 1, createdAt: at, updatedAt: at };
  const created = { ...view, ...facts };
  await views.create(created);
  return created;
}

/** A view that the caller sees. Throws `request.not_found`. */
export async function getView(
  { views }: Pick<ViewDependencies, 'views'>,
  principal: Principal,
  viewId: string,
): Promise<StoredView> {
  const view = await views.find(viewId);
  const { userId, teamId } = principal;
  const isShared =
    view?.audience === 'everybody' ||
    (view?.audience === 'team' && view.teamId !== undefined && view.teamId === teamId);
  if (!view || !(view.ownerId === userId || isShared)) throw new DomainError('request.not_found');
  return view;
}

/** A view of the caller's own. Throws `request.not_found`, and `request.forbidden` for somebody else's. */
async function ownView(
  dependencies: ViewDependencies,
  principal: Principal,
  viewId: string,
): Promise<StoredView> {
  const view = await getView(dependencies, principal, viewId);
  if (view.ownerId !== principal.userId)
    throw new DomainError('request.forbidden', {
      detail: 'Only its owner changes a view; save one of your own.',
    });
  return view;
}

/** Throws what `createView` and `getView` do, and `record.version_conflict`. */
export async function updateView(
  dependencies: ViewDependencies,
  principal: Principal,
  { viewId, version, patch }: { viewId: string; version: string; patch: ViewPatch },
): Promise<StoredView> {
  const before = await ownView(dependencies, principal, viewId);
  if (String(before.version) !== version) throw new DomainError('record.version_conflict');
  const { sort = before.sort, ...named } = patch;
  const after: StoredView = {
    ...before,
    name: named.name ?? before.name,
    audience: named.audience ?? before.audience,
    filters: named.filters ?? before.filters,
    columns: named.columns ?? before.columns,
    sort: sort ?? undefined,
    teamId: principal.teamId,
    version: before.version + 1,
    updatedAt: dependencies.clock.now().toISOString(),
  };
  checkView(policyFor(principal), dependencies.definitions, after);
  await dependencies.views.replace(after);
  return after;
}

export async function deleteView(
  dependencies: ViewDependencies,
  principal: Principal,
  viewId: string,
): Promise<void> {
  await dependencies.views.remove(await ownView(dependencies, principal, viewId));
}
