import { pinyin } from 'pinyin-pro';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoMatchWriter } from '#shared/duplicates/dynamo-match-writer';
import { createLog } from '#shared/observability/logger';
import { createDynamoIndexWriter } from '#shared/search/dynamo-index-writer';
import { readEnvironment } from '../define-function.ts';
import { recordImages } from './dynamo-record-images.ts';
import { followMatches } from './follow-matches.ts';
import { searchIndexFunction } from './function.ts';
import { indexRecords } from './index-records.ts';

const environment = readEnvironment(searchIndexFunction);
const log = createLog('search-index');
const documents = createDocumentClient();
const matches = createDynamoMatchWriter(documents, environment.SEARCH_TABLE);
const needs = {
  index: createDynamoIndexWriter(documents, environment.SEARCH_TABLE),
  pinyin: (text: string) => pinyin(text, { toneType: 'none', type: 'array', nonZh: 'removed' }),
};

/** Fails as a whole: the same images are then read again, and writing them twice changes nothing. */
export async function handler(event: unknown): Promise<void> {
  const images = recordImages(event);
  const count = await indexRecords(needs, images);
  await followMatches(matches, images);
  log.info('search-index.written', 'The search index follows the records.', { count });
}
