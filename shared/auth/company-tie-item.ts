import type { ItemKey } from '#shared/data/batch-get';

/** Ties a subject of a company's provider to a person; it is stored hashed, being a personal value. */
export function companyTieKey(provider: string, subjectHash: string): ItemKey {
  return { pk: `company#${provider}#${subjectHash}`, sk: 'tie' };
}
