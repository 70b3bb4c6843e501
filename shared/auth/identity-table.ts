import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '#shared/data/document-client';
import { type Clock, systemClock } from '#shared/domain/clock';
import { type IdSource, ulidSource } from '#shared/domain/ids';

/** What the adapters over table `identity` work with. */
export interface IdentityTable {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** The table as deployed functions use it. */
export function openIdentityTable(table: string): IdentityTable {
  return { documents: createDocumentClient(), table, clock: systemClock, ids: ulidSource };
}
