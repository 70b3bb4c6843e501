import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { toAuditItem } from '#shared/audit/audit-item';
import type { AuditTable } from '#shared/audit/audit-table';
import { queryAll } from '#shared/data/query-all';
import { type TransactAction, transact } from '#shared/data/transact';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import type { AccessRequest } from './access-request.ts';
import {
  fromRequestItem,
  openKey,
  pendingPartition,
  personPartition,
  requestKey,
  toRequestItem,
} from './access-request-item.ts';
import type { AccessRequestStore, RequestAction, RequestActor } from './access-request-store.ts';

export interface AccessRequestNeeds {
  readonly documents: DynamoDBDocumentClient;
  /** Name of the table `jobs`. */
  readonly table: string;
  readonly audit: AuditTable;
  readonly clock: Clock;
  readonly ids: IdSource;
}

const listed = 100;
const Marker = z.object({ requestId: z.string() });

/** Requests for access in table `jobs`, without an end to their time there. */
export function createDynamoAccessRequests(needs: AccessRequestNeeds): AccessRequestStore {
  const { documents, table } = needs;
  const find = async (requestId: string) => {
    const { Item } = await documents.send(
      new GetCommand({ TableName: table, Key: requestKey(requestId), ConsistentRead: true }),
    );
    return Item && fromRequestItem(Item);
  };
  const query = (index: 'listed' | 'open', keyName: string, partition: string) => ({
    TableName: table,
    IndexName: index,
    KeyConditionExpression: '#pk = :pk',
    ExpressionAttributeNames: { '#pk': keyName },
    ExpressionAttributeValues: { ':pk': partition },
  });
  return {
    async add(request, by) {
      const marker = { ...openKey(request), requestId: request.requestId };
      const failed = await transact(documents, [
        {
          Put: {
            TableName: table,
            Item: marker,
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        { Put: { TableName: table, Item: toRequestItem(request) } },
        noteOf(needs, request, 'asked', by),
      ]);
      if (failed.length === 0) return request;
      const held = await find(Marker.parse(failed[0]?.item).requestId);
      if (!held) throw new Error('An open request has a marker and is not there.');
      return held;
    },

    find,
    async ofPerson(userId) {
      const own = query('listed', 'listPk', personPartition(userId));
      const newest = new QueryCommand({ ...own, ScanIndexForward: false, Limit: listed });
      return ((await documents.send(newest)).Items ?? []).map(fromRequestItem);
    },
    async pending() {
      return (await queryAll(documents, query('open', 'openPk', pendingPartition))).map(
        fromRequestItem,
      );
    },

    async change(after, action, by) {
      const closes: TransactAction[] =
        after.state === 'open'
          ? []
          : [{ Delete: { TableName: table, Key: { ...openKey(after) } } }];
      const failed = await transact(documents, [
        {
          Put: {
            TableName: table,
            Item: toRequestItem(after),
            ConditionExpression: '#version = :before',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':before': after.version - 1 },
          },
        },
        // Only with what ends an open one: later changes must not take away another's marker.
        ...(action === 'granted' || action === 'refused' || isGivenUp(action) ? closes : []),
        ...(action ? [noteOf(needs, after, action, by)] : []),
      ]);
      return failed.length === 0;
    },
  };
}

function isGivenUp(action: RequestAction | undefined): boolean {
  return action === 'withdrawn' || action === 'expired';
}

function noteOf(
  { audit, clock, ids }: AccessRequestNeeds,
  { requestId }: AccessRequest,
  action: RequestAction,
  { userId: by, means, requestId: cause, sourceIp }: RequestActor,
): TransactAction {
  const at = clock.now().toISOString();
  const about = { subject: 'access-request', subjectIds: [requestId], fields: [] } as const;
  const entry = { id: ids.next(), at, by, action, means, cause, sourceIp, ...about };
  return { Put: { TableName: audit.table, Item: toAuditItem(entry, audit.retentionMonths) } };
}
