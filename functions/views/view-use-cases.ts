import type { Principal } from '#shared/auth/principal';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import { DomainError } from '#shared/errors/domain-error';
import type { Definitions } from '#shared/objects/definitions';
import type { ObjectName } from '#shared/objects/names';
import { policyFor } from '#shared/permissions/policy';
import type { NewView, StoredView, ViewPatch } from '#shared/views/saved-view';
import type { ViewStore } from '#shared/views/view-store';
import { checkView, opensFor, shownTo } from './check-view.ts';

export interface ViewDependencies {
  readonly views: ViewStore;
  readonly definitions: Definitions;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Why a view does not open for its owner, without a word of what it rests on. */
export const whyUnavailable = {
  en: 'This view filters or sorts by what is gone or what your role may not see. Set its filters and order anew, or delete it.',
  zh: '此视图的筛选或排序所依据的内容已不存在，或您的角色无权查看。请重新设置其筛选和排序，或将其删除。',
} as const;

/** Views of one person: more could not be told apart in a menu. */
const mostViews = 100;

export interface ViewList {
  readonly views: readonly StoredView[];
  /** The caller's own that do not open for them any more. */
  readonly unavailable: readonly StoredView[];
}

/** One's own views, then those of the team, then those for everybody, each by name. */
export async function listViews(
  { views, definitions }: Pick<ViewDependencies, 'views' | 'definitions'>,
  principal: Principal,
  object: ObjectName | undefined,
): Promise<ViewList> {
  const { userId, teamId } = principal;
  const policy = policyFor(principal);
  const lists = await Promise.all([
    views.list({ by: 'owner', ownerId: userId }),
    teamId === undefined ? [] : views.list({ by: 'team', teamId }),
    views.list({ by: 'everybody' }),
  ]);
  const distinct = new Map(lists.flat().map((view) => [view.viewId, view]));
  const asked = [...distinct.values()].filter(
    (view) => object === undefined || view.object === object,
  );
  const opening = new Set(asked.filter((view) => opensFor(policy, definitions, view)));
  return {
    views: [...opening].map((view) => shownTo(policy, definitions, view)),
    unavailable: asked.filter((view) => view.ownerId === userId && !opening.has(view)),
  };
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

/** A view that the caller sees. Throws `request.not_found`, also for one that does not open for them. */
export async function getView(
  { views, definitions }: Pick<ViewDependencies, 'views' | 'definitions'>,
  principal: Principal,
  viewId: string,
): Promise<StoredView> {
  const view = await views.find(viewId);
  const { userId, teamId } = principal;
  const policy = policyFor(principal);
  const isShared =
    view?.audience === 'everybody' ||
    (view?.audience === 'team' && view.teamId !== undefined && view.teamId === teamId);
  if (!view || !(view.ownerId === userId || isShared)) throw new DomainError('request.not_found');
  if (opensFor(policy, definitions, view)) return shownTo(policy, definitions, view);
  throw view.ownerId === userId ? notOpening(principal) : new DomainError('request.not_found');
}

function notOpening({ locale }: Pick<Principal, 'locale'>): DomainError {
  return new DomainError('request.not_found', { detail: whyUnavailable[locale] });
}

/**
 * A view of the caller's own, whether or not it opens for them. Throws `request.not_found`, and
 * `request.forbidden` for somebody else's.
 */
async function ownView(
  dependencies: ViewDependencies,
  principal: Principal,
  viewId: string,
): Promise<StoredView> {
  const view = await dependencies.views.find(viewId);
  if (view?.ownerId === principal.userId) return view;
  await getView(dependencies, principal, viewId);
  throw new DomainError('request.forbidden', {
    detail: 'Only its owner changes a view; save one of your own.',
  });
}

/**
 * Changes what the patch names; columns that the owner does not see stay otherwise. Throws what
 * `createView` and `getView` do, and `record.version_conflict`.
 */
export async function updateView(
  dependencies: ViewDependencies,
  principal: Principal,
  { viewId, version, patch }: { viewId: string; version: string; patch: ViewPatch },
): Promise<StoredView> {
  const { definitions, clock, views } = dependencies;
  const policy = policyFor(principal);
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
    updatedAt: clock.now().toISOString(),
  };
  // What was sent is answered for by name; of what was there before, a successor may not know the name.
  const { object, filters = {}, columns = [] } = { ...named, object: before.object };
  checkView(policy, definitions, { object, filters, columns, sort: patch.sort ?? undefined });
  if (!opensFor(policy, definitions, after)) throw notOpening(principal);
  await views.replace(after);
  return shownTo(policy, definitions, after);
}

export async function deleteView(
  dependencies: ViewDependencies,
  principal: Principal,
  viewId: string,
): Promise<void> {
  await dependencies.views.remove(await ownView(dependencies, principal, viewId));
}
