/** Controls other than tab and line end, and invisible formatting other than the joiners of scripts. */
const invisible = /(?![\t\n\r\u200c\u200d])[\p{Cc}\p{Cf}]/gu;
const wideLetters = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g;

/**
 * A text as it is stored: composed, one line, single spaces, edges cut, full-width Latin letters and
 * digits made half-width. Chinese punctuation stays as it was written.
 */
export function cleanLine(text: string): string {
  return narrow(text).replace(/\s+/g, ' ').trim();
}

/** Like `cleanLine` with its lines kept. */
export function cleanLines(text: string): string {
  return narrow(text)
    .split(/\r\n|[\n\r]/)
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

/** Printable ASCII and everyday Chinese: nothing to fold, and most cells are nothing else. */
const asItIs = /^[\x20-\x7e\t\r\n\u3001-\u3020\u4e00-\u9fff]*$/;

function narrow(text: string): string {
  if (asItIs.test(text)) return text;
  return text
    .normalize('NFC')
    .toWellFormed()
    .replace(invisible, '')
    .replace(wideLetters, (letter) => letter.normalize('NFKC'));
}

const nothing = new Set([
  '-',
  '--',
  '—',
  '——',
  '/',
  'n/a',
  '#n/a',
  'na',
  'nil',
  'none',
  'null',
  '(null)',
  '无',
  '暂无',
  '没有',
]);

/** Whether people write this to say that there is nothing. */
export function saysNothing(text: string): boolean {
  return nothing.has(text.trim().toLowerCase());
}
