import { pinyin } from 'pinyin-pro';
import type { createDocumentClient } from '#shared/data/document-client';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { systemClock as clock } from '#shared/domain/clock';
import { createDynamoMatchWriter } from '#shared/duplicates/dynamo-match-writer';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoIndexWriter } from '#shared/search/dynamo-index-writer';
import { createDynamoSharedPostings } from '#shared/search/dynamo-shared-postings';
import { createDynamoTagCatalogue } from '#shared/search/dynamo-tag-catalogue';
import { createDynamoSharesOfRecord } from '#shared/sharing/dynamo-shares-of-record';

interface IndexingTables {
  readonly RECORDS_TABLE: string;
  readonly SEARCH_TABLE: string;
  readonly IDENTITY_TABLE: string;
}

/** What records are brought into the index with, over DynamoDB. */
export function openIndexing(
  documents: ReturnType<typeof createDocumentClient>,
  { RECORDS_TABLE, SEARCH_TABLE, IDENTITY_TABLE }: IndexingTables,
) {
  return {
    definitions: createDefinitionCache(documents, IDENTITY_TABLE),
    index: createDynamoIndexWriter(documents, SEARCH_TABLE),
    tags: createDynamoTagCatalogue(documents, SEARCH_TABLE, clock),
    matches: createDynamoMatchWriter(documents, SEARCH_TABLE),
    pinyin: (text: string) => pinyin(text, { toneType: 'none', type: 'array', nonZh: 'removed' }),
    records: createDynamoRecordStore(documents, RECORDS_TABLE),
    shares: createDynamoSharesOfRecord({ documents, table: RECORDS_TABLE, clock }),
    held: createDynamoSharedPostings(documents, SEARCH_TABLE),
  };
}
