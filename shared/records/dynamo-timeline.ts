import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { decodeTime } from 'ulid';
import type { ObjectDefinition } from '#shared/objects/define-object';
import { changePrefix, fromChangeItem } from './change-item.ts';
import { recordKey } from './record-item.ts';
import type { Happening, TimelinePage, TimelinePosition } from './timeline.ts';
import { fromTimelineItem, timelinePrefix } from './timeline-item.ts';

interface Lane {
  readonly items: readonly Record<string, unknown>[];
  /** Fewer than asked for, and there are more: a Query gives 1 MB. */
  readonly isCut: boolean;
}

async function newest(
  documents: DynamoDBDocumentClient,
  table: string,
  pk: string,
  prefix: string,
  after: string | undefined,
  limit: number,
): Promise<Lane> {
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      // "~" sorts after every character of an id or a time.
      ExpressionAttributeValues: { ':pk': pk, ':first': prefix, ':last': `${prefix}~` },
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: `${prefix}${after}` } }),
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return { items: Items, isCut: LastEvaluatedKey !== undefined && Items.length < limit };
}

/**
 * A page of a record's timeline, newest first: its changes and what activities and tasks are related
 * to it lie in its own partition and are asked for at once.
 */
export async function readTimeline(
  documents: DynamoDBDocumentClient,
  table: string,
  object: ObjectDefinition,
  id: string,
  page: { readonly limit: number; readonly after: TimelinePosition | undefined },
): Promise<TimelinePage> {
  const { pk } = recordKey(object.name, id);
  const { limit, after = {} } = page;
  const [changes, entries] = await Promise.all([
    newest(documents, table, pk, changePrefix, after.change, limit + 1),
    newest(documents, table, pk, timelinePrefix, after.entry, limit + 1),
  ]);
  const lanes: (readonly Happening[])[] = [
    changes.items.map(fromChangeItem).map((change) => ({
      kind: 'change' as const,
      // The id's own time: entries are kept in this order, and `at` may be a little earlier.
      at: new Date(decodeTime(change.id)).toISOString(),
      change,
    })),
    entries.items.map(fromTimelineItem).map((entry) => ({
      kind: 'entry' as const,
      at: entry.at,
      entry,
    })),
  ];
  // What is older than the end of a lane that was cut short may have something of it before it.
  const cut = [changes, entries].flatMap(({ isCut }, lane) => (isCut ? [lane] : []));
  const horizon =
    cut
      .map((lane) => lanes[lane]?.at(-1)?.at ?? '')
      .sort()
      .at(-1) ?? '';
  const all = lanes.flat().filter(({ at }) => at >= horizon);
  all.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1));
  const happenings = all.slice(0, limit);
  const isMore = all.length > limit || cut.length > 0;
  return { happenings, next: isMore ? positionAfter(happenings, after) : undefined };
}

function positionAfter(
  happenings: readonly Happening[],
  before: TimelinePosition,
): TimelinePosition {
  const change = happenings.findLast((each) => each.kind === 'change')?.change.id ?? before.change;
  const entry =
    happenings.findLast((each) => each.kind === 'entry')?.entry.position ?? before.entry;
  return {
    ...(change === undefined ? {} : { change }),
    ...(entry === undefined ? {} : { entry }),
  };
}
