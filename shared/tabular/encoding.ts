import jschardet from 'jschardet';
import type { Encoding } from './encoding-names.ts';

export interface DetectedEncoding {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark; written back into files made for the same reader. */
  readonly markBytes: 0 | 2 | 3;
  /** False where the sample was plain ASCII, so that the rest of the file may teach better. */
  readonly sure: boolean;
}

const guessed: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  gb18030: 'gb18030',
  'hz-gb-2312': 'gb18030',
  big5: 'big5',
  shift_jis: 'shift_jis',
  'euc-jp': 'euc-jp',
  'euc-kr': 'euc-kr',
  'koi8-r': 'koi8-r',
  'windows-1250': 'windows-1250',
  'iso-8859-2': 'windows-1250',
  'windows-1251': 'windows-1251',
  'iso-8859-5': 'windows-1251',
  maccyrillic: 'windows-1251',
  'windows-1252': 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'windows-1253': 'windows-1253',
  'iso-8859-7': 'windows-1253',
  'windows-1254': 'windows-1254',
  'windows-1255': 'windows-1255',
  'iso-8859-8': 'windows-1255',
  'windows-1256': 'windows-1256',
};

/**
 * Guesses a text's encoding from a sample, in the order that was right most often: byte order mark,
 * pattern of zero bytes, strict UTF-8, then the guess of statistics. Undefined where nothing fits.
 */
export function detectEncoding(sample: Uint8Array): DetectedEncoding | undefined {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf)
    return { encoding: 'utf-8', markBytes: 3, sure: true };
  if (sample[0] === 0xff && sample[1] === 0xfe)
    return { encoding: 'utf-16le', markBytes: 2, sure: true };
  if (sample[0] === 0xfe && sample[1] === 0xff)
    return { encoding: 'utf-16be', markBytes: 2, sure: true };
  const wide = wideByZeros(sample);
  if (wide) return { encoding: wide, markBytes: 0, sure: true };
  if (decodes(sample, 'utf-8'))
    return { encoding: 'utf-8', markBytes: 0, sure: sample.some((byte) => byte > 0x7f) };
  const encoding = candidates(sample).find((each) => decodes(sample, each));
  return encoding && { encoding, markBytes: 0, sure: true };
}

/** Whether the bytes are well formed in the encoding; a character cut off at the end is forgiven. */
export function decodes(sample: Uint8Array, encoding: Encoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** UTF-16 without a mark: in a table, delimiters and digits leave zeros on one side of each pair. */
function wideByZeros(sample: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  let even = 0;
  let odd = 0;
  for (const [at, byte] of sample.entries()) if (byte === 0) at % 2 === 0 ? even++ : odd++;
  // A lone zero is damage, not an encoding.
  if (odd + even < 2) return undefined;
  const pairs = sample.byteLength / 2;
  if (odd > pairs * 0.1 && even < odd / 10) return 'utf-16le';
  if (even > pairs * 0.1 && odd < even / 10) return 'utf-16be';
  return undefined;
}

function candidates(sample: Uint8Array): Encoding[] {
  // A longer sample costs seconds in the Korean and Japanese models and changes no verdict.
  const guesses = jschardet.detectAll(Buffer.from(sample.subarray(0, 65_536))).flatMap((guess) => {
    const encoding = guessed[guess.encoding?.toLowerCase() ?? ''];
    return encoding ? [{ encoding, confidence: guess.confidence }] : [];
  });
  const [first] = guesses;
  const likely: Encoding[] = looksSimplifiedChinese(sample) ? ['gb18030'] : [];
  const best = first && (isWestern(guesses) ? 'windows-1252' : first.encoding);
  const ordered = first && first.confidence >= 0.5 ? [best, ...likely] : [...likely, best];
  const rest: Encoding[] = ['gb18030', 'windows-1252'];
  return [...ordered, ...rest].filter((each) => each !== undefined);
}

/**
 * Central European wins in short Western texts by a hair (Besançon, Nº 77): it counts only where it
 * is clearly likelier.
 */
function isWestern(guesses: readonly { encoding: Encoding; confidence: number }[]): boolean {
  const [first] = guesses;
  if (first?.encoding !== 'windows-1250') return false;
  const western = guesses.find(({ encoding }) => encoding === 'windows-1252')?.confidence ?? 0;
  return first.confidence < 0.02 || western > first.confidence * 0.6;
}

/** Two-byte characters of GB 2312's first level (B0–D7, the 3,755 everyday characters) dominate. */
function looksSimplifiedChinese(sample: Uint8Array): boolean {
  let everyday = 0;
  let pairs = 0;
  for (let at = 0; at < sample.byteLength - 1; at++) {
    const lead = sample[at] ?? 0;
    if (lead < 0x81) continue;
    const trail = sample[++at] ?? 0;
    pairs++;
    if (lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1) everyday++;
  }
  return pairs > 0 && everyday / pairs > 0.6;
}
