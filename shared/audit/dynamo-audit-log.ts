import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { encodeTime } from 'ulid';
import { eventsPartition } from '#shared/auth/security-event';
import { tables } from '#shared/data/tables';
import { type Entry, mergePage, type Source } from '#shared/records/merge-page';
import type { AuditEntry } from './audit-entry.ts';
import { auditPosition, fromAuditItem, monthPartition, personPartition } from './audit-item.ts';
import type { AuditLog, AuditQuery } from './audit-log.ts';
import { securityEntry } from './security-entry.ts';

export interface AuditLogNeeds {
  readonly documents: DynamoDBDocumentClient;
  readonly auditTable: string;
  readonly identityTable: string;
}

/** One index by which entries lie in the order of time. */
interface Shelf {
  readonly table: string;
  readonly index: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly read: (item: unknown) => AuditEntry;
  /** The key at or just after a position; what lies beyond it is left out afterwards. */
  readonly keyOf: (position: string) => string;
}

const pageSize = 200;

/** Security events lie by their ids, which hold the time of a moment before or after their own. */
function eventKey(slack: number) {
  return (position: string) => {
    const at = Date.parse(position.split('#')[0] ?? '');
    return encodeTime(Math.max(at + slack, 0), 10);
  };
}

/** The month before, as the text that the positions of its last moment start with. */
function monthBefore(position: string): string {
  const first = new Date(`${position.slice(0, 7)}-01T00:00:00.000Z`);
  return `${new Date(first.getTime() - 1).toISOString()}#~`;
}

/**
 * Reads table `audit` and the security events of table `identity` by month, or by person, newest first,
 * as one list.
 */
export function createDynamoAuditLog(needs: AuditLogNeeds): AuditLog {
  const { byMonth, byPerson } = tables.audit.indexes;
  const { principals } = tables.identity.indexes;
  const entries = {
    table: needs.auditTable,
    read: fromAuditItem,
    keyOf: (position: string) => position,
  };
  const months: Shelf = { ...entries, index: 'byMonth', ...byMonth };
  const people: Shelf = { ...entries, index: 'byPerson', ...byPerson };
  const security: Shelf = {
    table: needs.identityTable,
    index: 'principals',
    ...principals,
    read: securityEntry,
    keyOf: eventKey(60_000),
  };
  return {
    async list(query) {
      const { by, limit, after, accepts } = query;
      const own =
        by === undefined
          ? byMonths(needs, months, monthPartition, query)
          : inPartition(needs, people, personPartition(by), query);
      const sources = [
        own,
        byMonths(
          needs,
          security,
          (iso) => eventsPartition(new Date(`${iso.slice(0, 7)}-01`)),
          query,
        ),
      ];
      const page = await mergePage(
        sources,
        limit,
        true,
        after,
        (entry) => (by === undefined || entry.by === by) && accepts(entry),
      );
      return { entries: page.entries.map(({ item }) => item), next: page.next };
    },
  };
}

type Range = Pick<AuditQuery, 'from' | 'to'>;

/** Goes back month by month until one has entries or the range is over. */
function byMonths(
  needs: AuditLogNeeds,
  shelf: Shelf,
  partitionOf: (iso: string) => string,
  range: Range,
): Source<AuditEntry> {
  return async (after, wanted) => {
    let before = after ?? `${range.to}#~`;
    for (;;) {
      const page = await inPartition(needs, shelf, partitionOf(before), range)(before, wanted);
      const isFirstMonth = before.slice(0, 7) <= range.from.slice(0, 7);
      if (!page.isLast || isFirstMonth) return page;
      if (page.entries.length > 0) return { ...page, isLast: false };
      before = monthBefore(before);
    }
  };
}

function inPartition(
  { documents }: AuditLogNeeds,
  { table, index, partitionKey, sortKey, read, keyOf }: Shelf,
  partition: string,
  { from, to }: Range,
): Source<AuditEntry> {
  return async (after) => {
    const before = after ?? `${to}#~`;
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: index,
        KeyConditionExpression: '#pk = :pk AND #sk < :before',
        ExpressionAttributeNames: { '#pk': partitionKey, '#sk': sortKey },
        ExpressionAttributeValues: { ':pk': partition, ':before': keyOf(before) },
        ScanIndexForward: false,
        Limit: pageSize,
      }),
    );
    const entries = Items.map((item): Entry<AuditEntry> => {
      const entry = read(item);
      return { position: auditPosition(entry), item: entry };
    }).filter(({ position }) => position < before && position >= from);
    const isOver = Items.length > 0 && entries.length === 0;
    return { entries, isLast: LastEvaluatedKey === undefined || isOver };
  };
}
