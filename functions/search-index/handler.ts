import { pinyin } from 'pinyin-pro';
import { createDocumentClient } from '#shared/data/document-client';
import { createLog } from '#shared/observability/logger';
import { createDynamoIndexWriter } from '#shared/search/dynamo-index-writer';
import { readEnvironment } from '../define-function.ts';
import { recordImages } from './dynamo-record-images.ts';
import { searchIndexFunction } from './function.ts';
import { indexRecords } from './index-records.ts';

const environment = readEnvironment(searchIndexFunction);
const log = createLog('search-index');
const needs = {
  index: createDynamoIndexWriter(createDocumentClient(), environment.SEARCH_TABLE),
  pinyin: (text: string) => pinyin(text, { toneType: 'none', type: 'array', nonZh: 'removed' }),
};

/** Fails as a whole: the same images are then read again, and writing them twice changes nothing. */
export async function handler(event: unknown): Promise<void> {
  const count = await indexRecords(needs, recordImages(event));
  log.info('search-index.written', 'The search index follows the records.', { count });
}
