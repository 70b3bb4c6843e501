import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { RecordValues } from '#shared/objects/field';
import { uniqueKeys } from '#shared/objects/unique-keys';
import { earlierRequest, idempotencyKey } from './idempotency-item.ts';
import type { Foreseen, IdempotentRequest } from './record-store.ts';
import { holderOf, markerKey } from './side-items.ts';

/**
 * What a creation will meet, by one late look (½ unit): at its key where it has one, otherwise at its
 * first unique value. To look at both would cost every creation a third more than what the gate reads.
 */
export async function foresee(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  values: RecordValues,
  request: IdempotentRequest | undefined,
  at: string,
): Promise<Foreseen | undefined> {
  const look = async (Key: ReturnType<typeof markerKey>) =>
    (await documents.send(new GetCommand({ TableName: table, Key }))).Item;
  if (request) {
    const item = await look(idempotencyKey(request));
    return item && earlierRequest(item, request, at);
  }
  const [unique] = uniqueKeys(object, values);
  const marker = unique && (await look(markerKey(object.name, unique)));
  return marker && { kind: 'duplicate', field: unique.field, holderId: holderOf(marker) };
}
