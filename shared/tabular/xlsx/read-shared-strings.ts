import { unescaped } from './cell-text.ts';
import { limits } from './limits.ts';
import { readXmlWhole } from './read-xml.ts';
import type { Workbook } from './workbook.ts';
import { WorkbookError } from './workbook-error.ts';

/**
 * The texts that cells name by number. They lie behind the sheets in the file and are needed first,
 * so all of them are held; their size is bounded. Throws `WorkbookError`.
 */
export async function readSharedStrings(workbook: Workbook): Promise<readonly string[]> {
  const { parts, sharedStrings } = workbook;
  if (sharedStrings === undefined || !parts.has(sharedStrings)) return [];
  const texts: string[] = [];
  let pieces = '';
  let inText = false;
  let inPhonetic = false;
  const bytes = await parts.open(sharedStrings, limits.sharedStrings, limits.sharedStringsRatio);
  await readXmlWhole(bytes, {
    open(name) {
      if (name === 'si') pieces = '';
      else if (name === 't') inText = !inPhonetic;
      else if (name === 'rPh') inPhonetic = true;
    },
    text(text) {
      if (inText) pieces += text;
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 'si') {
        if (texts.length >= limits.texts) throw new WorkbookError('unsafe');
        texts.push(ownCopy(unescaped(pieces)));
      }
    },
  });
  return texts;
}

/** A slice of a parsed piece would keep the whole piece alive. */
function ownCopy(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
