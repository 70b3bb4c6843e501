import { createDocumentClient } from '#shared/data/document-client';
import { createLog } from '#shared/observability/logger';
import { readEnvironment } from '../define-function.ts';
import { recordImages, touchedRecords } from './dynamo-record-images.ts';
import { followMatches } from './follow-matches.ts';
import { searchIndexFunction } from './function.ts';
import { indexRecords } from './index-records.ts';
import { indexShares } from './index-shares.ts';
import { openIndexing } from './open-indexing.ts';

const log = createLog('search-index');
const needs = openIndexing(createDocumentClient(), readEnvironment(searchIndexFunction));

/** Fails as a whole: the same images are then read again, and writing them twice changes nothing. */
export async function handler(event: unknown): Promise<void> {
  await needs.definitions.refresh();
  const images = recordImages(needs.definitions, event);
  const count = await indexRecords(needs, images);
  await followMatches(needs.matches, images);
  await indexShares(needs, touchedRecords(event));
  log.info('search-index.written', 'The search index follows the records.', { count });
}
