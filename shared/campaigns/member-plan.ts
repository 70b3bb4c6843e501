import type { TransactAction } from '#shared/data/transact';
import { toChangeItem } from '#shared/records/change-item';
import { recordKey } from '#shared/records/record-item';
import { liveCheck } from '#shared/records/side-items';
import { planUpdate } from '#shared/records/write-plan';
import type { Member, MemberStatus } from './member.ts';
import { figuresKey, memberKey, toMemberItem } from './member-item.ts';
import type { MemberOutcome, MemberWrite } from './member-store.ts';

/** An action and what it means for its membership when the condition does not hold. */
export interface MemberAction {
  readonly action: TransactAction;
  readonly onFailure: Exclude<MemberOutcome, 'written'>;
}

/** The membership that a write is about. */
export function subjectOf({ before, after }: MemberWrite): Member {
  const member = after ?? before;
  if (!member) throw new Error('A membership is written that neither was nor is to be.');
  return member;
}

function memberAction(table: string, { before, after }: MemberWrite): TransactAction {
  const condition = before
    ? {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': before.version },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };
  if (after) return { Put: { TableName: table, Item: toMemberItem(after), ...condition } };
  const { campaignId, object, recordId: id } = subjectOf({ before });
  return {
    Delete: { TableName: table, Key: { ...memberKey(campaignId, { object, id }) }, ...condition },
  };
}

/** What one membership writes: itself, its entry in the person's history, and checks that the person is there. */
export function memberActions(table: string, write: MemberWrite): MemberAction[] {
  const { object, recordId } = subjectOf(write);
  const { after, change, record } = write;
  const isLive = after !== undefined && !after.isDormant;
  const follows: MemberAction[] = record
    ? planUpdate(table, record.object, record.before, record.after, record.change).map(
        ({ action }) => ({ action, onFailure: 'stale' }),
      )
    : isLive
      ? [{ action: liveCheck(table, recordKey(object, recordId)), onFailure: 'gone' }]
      : [];
  const entry: MemberAction[] = change
    ? [
        {
          action: { Put: { TableName: table, Item: toChangeItem(object, recordId, change) } },
          onFailure: 'stale',
        },
      ]
    : [];
  return [{ action: memberAction(table, write), onFailure: 'stale' }, ...entry, ...follows];
}

/** Whether a membership is new to its campaign, and not only moved within it. */
export function isJoining({ before, after }: MemberWrite): boolean {
  return before === undefined && after !== undefined && after.from === undefined;
}

/** The change of the campaign's figures by all of these, or nothing where they stay as they are. */
export function figuresAction(
  table: string,
  campaignId: string,
  shard: number,
  writes: readonly MemberWrite[],
): TransactAction | undefined {
  const changes = new Map<string, number>();
  const count = (member: Member | undefined, by: 1 | -1) => {
    if (!member || member.isDormant) return;
    const { status, responses } = member;
    changes.set(status, (changes.get(status) ?? 0) + by);
    changes.set('responses', (changes.get('responses') ?? 0) + by * responses.length);
  };
  for (const { before, after } of writes) {
    count(before, -1);
    count(after, 1);
  }
  const moved = [...changes].filter(([, by]) => by !== 0);
  if (moved.length === 0) return undefined;
  return {
    Update: {
      TableName: table,
      Key: { ...figuresKey(campaignId, shard) },
      UpdateExpression: `ADD ${moved.map((_, at) => `#n${at} :n${at}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(
        moved.map(([name], at) => [`#n${at}`, figureName(name)]),
      ),
      ExpressionAttributeValues: Object.fromEntries(moved.map(([, by], at) => [`:n${at}`, by])),
    },
  };
}

/** The attribute of a figure: statuses and `responses`. */
export function figureName(name: string): string {
  return `count:${name}`;
}

/** The figures that shards add up to. */
export function sumOf(items: readonly Readonly<Record<string, unknown>>[]) {
  const sum = (name: MemberStatus | 'responses') =>
    items.reduce((total, item) => total + Number(item[figureName(name)] ?? 0), 0);
  return {
    byStatus: {
      planned: sum('planned'),
      sent: sum('sent'),
      opened: sum('opened'),
      responded: sum('responded'),
      bounced: sum('bounced'),
      'opted-out': sum('opted-out'),
    },
    responses: sum('responses'),
  };
}
