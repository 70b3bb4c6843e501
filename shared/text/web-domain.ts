/** The bare domain of a web address or domain as people write it, folded before: no scheme, `www.` or path. */
export function webDomain(address: string): string {
  return address
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/?#:].*$/, '');
}
