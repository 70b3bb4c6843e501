import type { Grant } from './rights.ts';

/** A grant as a response schema takes it: with lists of its own. */
export function copyOfGrant({ actions, hidden, readOnly, ...grant }: Grant) {
  return {
    ...grant,
    actions: [...actions],
    hidden: hidden && [...hidden],
    readOnly: readOnly && [...readOnly],
  };
}
