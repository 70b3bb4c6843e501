import { fold } from './fold.ts';

/** Legal forms that people write or leave out: companies differ by more than these. */
const legalForms =
  /\b(?:incorporated|inc|corporation|corp|company|co|limited|ltd|llc|llp|plc|gmbh|mbh|ag|kg|ohg|se|sa|sas|sarl|srl|spa|bv|nv|ab|oy|as|aps|pty|pte|kk)\b/g;
const chineseForms = /(?:股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|集团|公司)$/u;
const marks = /[\p{P}\p{S}]+/gu;

/** The words of a name in one order, without marks: “Lee, Ann” is “Ann Lee”. */
export function barePersonName(name: string): string {
  return wordsOf(fold(name).replace(marks, ' ')).sort().join(' ');
}

/** A company's name without marks and legal form; the whole name where nothing else would be left. */
export function bareCompanyName(name: string): string {
  // Dots and apostrophes stand inside words: “S.A.” is one, and so is “L’Oréal”.
  const whole = wordsOf(fold(name).replace(/[.'’]/g, '').replace(marks, ' ')).join(' ');
  const bare = wordsOf(whole.replace(legalForms, ' ')).join(' ').replace(chineseForms, '').trim();
  return bare === '' ? whole : bare;
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
