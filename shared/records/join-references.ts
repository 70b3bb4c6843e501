import { alsoReferredTo } from './first-entry.ts';
import { isShared, keyText } from './pack-rows.ts';
import type { PlannedAction } from './side-items.ts';

/**
 * One action per item: a record that is referred to several times is asked once, and one that the same
 * transaction makes, brings back or removes is not asked but counts the reference with that.
 */
export function joinReferences<T extends PlannedAction>(plan: readonly T[]): T[] {
  const keysOf = (some: readonly T[]) => new Set(some.map(keyText));
  const written = keysOf(plan.filter((each) => !isShared(each)));
  const counted = keysOf(plan.filter((each) => isShared(each) && each.action.Update));
  const asked = new Set<string>();
  return plan.flatMap((each) => {
    const key = keyText(each);
    if (!isShared(each))
      return [counted.has(key) ? { ...each, action: alsoReferredTo(each.action) } : each];
    if (written.has(key) || asked.has(key)) return [];
    asked.add(key);
    return [each];
  });
}
