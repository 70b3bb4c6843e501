import { fold, tidy } from './fold.ts';

/** What stands between tags in one cell of a file; no tag holds it, so that lists of them read back alike. */
export const tagSeparators = /[;,、|，；]|:::/;

/**
 * Tags that mean the same are one: the first spelling stays, tidied (NFKC, single spaces). A separator
 * inside one makes two.
 */
export function distinctTags(tags: readonly string[]): string[] {
  const bySense = new Map<string, string>();
  for (const tag of tags.flatMap((each) => tidy(each).split(tagSeparators)).map(tidy)) {
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
