import { pinyin } from 'pinyin-pro';
import { createDocumentClient } from '#shared/data/document-client';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { createDynamoMatchWriter } from '#shared/duplicates/dynamo-match-writer';
import { createLog } from '#shared/observability/logger';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoIndexWriter } from '#shared/search/dynamo-index-writer';
import { createDynamoSharedPostings } from '#shared/search/dynamo-shared-postings';
import { createDynamoTagCatalogue } from '#shared/search/dynamo-tag-catalogue';
import { createDynamoSharesOfRecord } from '#shared/sharing/dynamo-shares-of-record';
import { readEnvironment } from '../define-function.ts';
import { recordImages, touchedRecords } from './dynamo-record-images.ts';
import { followMatches } from './follow-matches.ts';
import { searchIndexFunction } from './function.ts';
import { indexRecords } from './index-records.ts';
import { indexShares } from './index-shares.ts';

const environment = readEnvironment(searchIndexFunction);
const log = createLog('search-index');
const documents = createDocumentClient();
const matches = createDynamoMatchWriter(documents, environment.SEARCH_TABLE);
const { SEARCH_TABLE, RECORDS_TABLE, IDENTITY_TABLE } = environment;
const definitions = createDefinitionCache(documents, IDENTITY_TABLE);
const needs = {
  definitions,
  index: createDynamoIndexWriter(documents, SEARCH_TABLE),
  tags: createDynamoTagCatalogue(documents, SEARCH_TABLE),
  pinyin: (text: string) => pinyin(text, { toneType: 'none', type: 'array', nonZh: 'removed' }),
  records: createDynamoRecordStore(documents, RECORDS_TABLE),
  shares: createDynamoSharesOfRecord({ documents, table: RECORDS_TABLE, clock }),
  held: createDynamoSharedPostings(documents, SEARCH_TABLE),
};

/** Fails as a whole: the same images are then read again, and writing them twice changes nothing. */
export async function handler(event: unknown): Promise<void> {
  await definitions.refresh();
  const images = recordImages(definitions, event);
  const count = await indexRecords(needs, images);
  await followMatches(matches, images);
  await indexShares(needs, touchedRecords(event));
  log.info('search-index.written', 'The search index follows the records.', { count });
}
