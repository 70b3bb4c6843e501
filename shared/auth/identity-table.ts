import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';

/** What the adapters over table `identity` work with. */
export interface IdentityTable {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly clock: Clock;
  readonly ids: IdSource;
}
