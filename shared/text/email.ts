import { tidy } from './fold.ts';

/**
 * An e-mail address as it is compared: width folded and lower case. Dots and plus tags stay, because
 * only the mailbox's own provider knows whether they matter.
 */
export function foldEmail(address: string): string {
  return tidy(address).toLowerCase();
}

/** What people paste around an address: `mailto:`, angle brackets with a display name, a final dot. */
export function cleanEmail(text: string): string {
  const bare = tidy(text).replace(/^mailto:/i, '');
  const inBrackets = /<([^<>\s]+)>$/.exec(bare)?.[1];
  return (inBrackets ?? bare).replace(/[.;,]+$/, '');
}
