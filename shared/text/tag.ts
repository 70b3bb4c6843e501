import { fold, tidy } from './fold.ts';

/** Tags that mean the same are one: the first spelling stays, tidied (NFKC, single spaces). */
export function distinctTags(tags: readonly string[]): string[] {
  const bySense = new Map<string, string>();
  for (const tag of tags.map(tidy)) {
    const sense = fold(tag);
    if (sense !== '' && !bySense.has(sense)) bySense.set(sense, tag);
  }
  return [...bySense.values()];
}

/** The tags after one of them was renamed, or removed where there is no other name; nothing if it is not among them. */
export function retagged(
  tags: readonly string[],
  tag: string,
  to: string | undefined,
): readonly string[] | undefined {
  const sense = fold(tag);
  const after = distinctTags(
    tags.flatMap((each) => (fold(each) === sense ? (to === undefined ? [] : [to]) : [each])),
  );
  const isSame = after.length === tags.length && after.every((each, at) => each === tags[at]);
  return isSame || !tags.some((each) => fold(each) === sense) ? undefined : after;
}
