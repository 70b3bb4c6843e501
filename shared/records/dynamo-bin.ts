import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { transact } from '#shared/data/transact';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { type BinnedRecord, fromBinItem, fromRecordItem, recordKey } from './record-item.ts';
import type { ChangeOutcome, Creation, Located } from './record-store.ts';
import { planRestoration, refusalOf } from './write-plan.ts';

/** A deleted record that is still in the bin. */
export async function getBinned(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  id: string,
): Promise<BinnedRecord | undefined> {
  return (await locate(documents, table, object, id)).binned;
}

/** The record wherever it is; strongly consistent. */
export async function locate(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  id: string,
): Promise<Located> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: table, Key: recordKey(object.name, id), ConsistentRead: true }),
  );
  return { live: fromRecordItem(Item), binned: fromBinItem(Item) };
}

/** Takes a record out of the bin, if its values are still free and what it refers to is still there. */
export async function restoreRecord(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  restoration: Creation,
): Promise<ChangeOutcome> {
  const plan = planRestoration(table, object, restoration);
  const failed = await transact(
    documents,
    plan.map(({ action }) => action),
  );
  if (failed.length === 0) return { kind: 'changed' };
  if (failed.some(({ index }) => plan[index]?.guards === 'record'))
    return { kind: 'version_conflict' };
  return refusalOf(plan, failed) ?? { kind: 'version_conflict' };
}
