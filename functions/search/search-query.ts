import { pairTerm } from '#shared/search/search-terms';
import { cut, searchText, wordsOf } from '#shared/search/search-text';
import { foldEmail } from '#shared/text/email';

/** What somebody typed, as the index is asked for it. */
export interface SearchQuery {
  /** Beginnings of terms that answer the whole query by themselves. */
  readonly phrases: readonly string[];
  /** Words that must all occur, where there is more than one. */
  readonly words: readonly string[];
  /** Terms of the first two words together. */
  readonly pairs: readonly string[];
}

const phoneForm = /^\+?[\d\s().\-/]{3,}$/;

/** Reads a search: a phrase, an address, a number, or several words in any order. */
export function readQuery(typed: string): SearchQuery {
  const text = searchText(typed);
  const address = foldEmail(typed);
  const digits = typed.normalize('NFKC').replaceAll(/\D/g, '').replace(/^00/, '');
  const phrases = [
    text,
    ...(/[@.]/.test(address) ? [address] : []),
    ...(phoneForm.test(typed.normalize('NFKC')) ? [digits] : []),
  ].map(cut);
  const words = wordsOf(text);
  const [first, second] = words;
  return {
    phrases: [...new Set(phrases)].filter((phrase) => phrase !== ''),
    words: words.length > 1 ? words : [],
    pairs:
      first !== undefined && second !== undefined
        ? [pairTerm(first, second), pairTerm(second, first)]
        : [],
  };
}
