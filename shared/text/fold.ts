// Zero-width characters, soft hyphen and byte-order mark: invisible, so they must not tell two texts apart.
const invisible = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;

/** Printable ASCII with single spaces, which most texts are: nothing of what follows would change it. */
const isTidy = /^[!-~]+(?: [!-~]+)*$/;

/** One form for texts that look alike: NFKC (full width becomes half), inner spaces single, edges cut. */
export function tidy(text: string): string {
  if (isTidy.test(text)) return text;
  return text.normalize('NFKC').replace(invisible, '').replace(/\s+/g, ' ').trim();
}

/**
 * The text as it is compared and sorted: tidied, lower case, Latin letters without their accents, so
 * that “Müller” stands beside “Muller” and “ＡＢＣ” beside “abc”.
 */
export function fold(text: string): string {
  if (isTidy.test(text)) return text.toLowerCase();
  return tidy(text)
    .toLowerCase()
    .normalize('NFD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC');
}
