/** Marks that templates put around headers: required stars, hints in brackets, units. */
const brackets = /[([{（【［〔].*?[)\]}）】］〕]/g;
const salesforceSuffix = /__(?:c|r|pc)$/i;

/**
 * The form in which headers are compared: width folded, lower case, letters and digits of any script
 * only, so that `E-Mail *`, `ｅｍａｉｌ` and `e_mail` are one.
 */
export function headerKey(header: string): string {
  const bare = tidyHeader(header).replace(salesforceSuffix, '');
  const short = letters(bare.replace(brackets, ''));
  return short || letters(bare);
}

/** The header with every hint in brackets kept, for aliases that differ by them only. */
export function fullHeaderKey(header: string): string {
  return letters(tidyHeader(header));
}

function tidyHeader(header: string): string {
  return header.normalize('NFKC').toLowerCase().trim();
}

function letters(text: string): string {
  return text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');
}
