import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from '#shared/data/batch-get';
import { deletionOf, inBatches, putOf, writeBatch } from '#shared/data/batch-write';
import { inLanes } from '#shared/domain/in-lanes';

/** What is to be put into and taken out of the index; each key stands in one of them only. */
export interface IndexWrites {
  readonly puts: readonly (Record<string, unknown> & ItemKey)[];
  readonly deletes: readonly ItemKey[];
}

/** The inverted index, written. */
export interface IndexWriter {
  /** Throws `service.unavailable` where the store leaves writes undone; doing all again is harmless. */
  write(writes: IndexWrites): Promise<void>;
}

/** Batches on their way at once. */
const lanes = 4;

export function createDynamoIndexWriter(
  documents: DynamoDBDocumentClient,
  table: string,
): IndexWriter {
  return {
    write({ puts, deletes }) {
      const batches = inBatches([...puts.map(putOf), ...deletes.map(deletionOf)]);
      return inLanes(lanes, batches, (batch) => writeBatch(documents, table, batch));
    },
  };
}
