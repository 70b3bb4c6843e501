import { fold } from '#shared/text/fold';

/** Characters of one term: what people type into a search box is seldom longer. */
export const longestTerm = 24;

const han = /\p{Script=Han}/u;
const letters = /[\p{L}\p{N}\p{M}]/u;

/**
 * The text as it is searched: folded, punctuation gone, words one space apart. `AT&T Inc.` becomes
 * `at t inc`, `云帆（杭州）` becomes `云帆 杭州`.
 */
export function searchText(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

/**
 * Where somebody may begin to type: at each word, at each Chinese character, and where the one
 * follows the other. Positions in a text that `searchText` gave.
 */
function starts(text: string): number[] {
  const found: number[] = [];
  let before = ' ';
  let index = 0;
  for (const character of text) {
    const begins = letters.test(character) && !letters.test(before);
    if (begins || han.test(character) || (letters.test(character) && han.test(before)))
      found.push(index);
    before = character;
    index += character.length;
  }
  return found;
}

/** The text from each start on, cut to a term: “张 三丰” is found by 张, 三丰 and 丰. */
export function termsOf(text: string): string[] {
  const terms = starts(text).map((start) => cut(text.slice(start)));
  return [...new Set(terms)];
}

/** The text as far as a term reaches. */
export function cut(text: string): string {
  return [...text].slice(0, longestTerm).join('').trimEnd();
}

/** The words of a text that `searchText` gave. */
export function wordsOf(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}

/** Whether somebody who types the word finds the text: it begins at one of the text's starts. */
export function contains(text: string, word: string): boolean {
  return starts(text).some((start) => text.startsWith(word, start));
}

/** Whether the text has a Chinese character. */
export function isChinese(text: string): boolean {
  return han.test(text);
}
