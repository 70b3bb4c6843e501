import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import { type TransactAction, transact } from '#shared/data/transact';
import { inLanes } from '#shared/domain/in-lanes';
import { DomainError } from '#shared/errors/domain-error';
import type { MatchChange, MatchMember, MatchWriter } from './match-index.ts';
import {
  fromMatchItem,
  groupItems,
  type Matches,
  matchKeyOf,
  mostMembers,
  toMatchItem,
} from './match-item.ts';
import { type MatchKey, matchKeyText } from './match-keys.ts';

/** Transactions on their way at once. */
const lanes = 4;
const attempts = 8;
/** Actions of keys that are written together: a request for each key costs more than what it writes. */
const actionsTogether = 25;
const nobody: Matches = { version: 0, members: [] };

/** The members after the changes, oldest first; of too many the first stay. */
function changed(
  members: readonly MatchMember[],
  changes: readonly MatchChange[],
): readonly MatchMember[] {
  const text = ({ object, id }: Pick<MatchMember, 'object' | 'id'>) => `${id}#${object}`;
  const after = new Map(members.map((member) => [text(member), member]));
  for (const { object, id, member } of changes)
    if (!member) after.delete(text({ object, id }));
    else if (after.has(text(member)) || after.size < mostMembers) after.set(text(member), member);
  return [...after.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, member]) => member);
}

/** What brings a key and its worklist entries from what they were to these members. */
function actionsOf(
  table: string,
  key: MatchKey,
  before: Matches,
  members: readonly MatchMember[],
): TransactAction[] {
  if (isDeepStrictEqual(members, before.members)) return [];
  const old = groupItems(key, before.members);
  const current = groupItems(key, members);
  const condition =
    before.version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': before.version },
        };
  const item: TransactAction =
    members.length === 0
      ? { Delete: { TableName: table, Key: { ...matchKeyOf(key) }, ...condition } }
      : {
          Put: {
            TableName: table,
            Item: toMatchItem(key, { version: before.version + 1, members }),
            ...condition,
          },
        };
  const puts = [...current].flatMap(([text, Item]): TransactAction[] =>
    isDeepStrictEqual(old.get(text), Item) ? [] : [{ Put: { TableName: table, Item } }],
  );
  const deletes = [...old].flatMap(([text, { pk, sk }]): TransactAction[] =>
    current.has(text) ? [] : [{ Delete: { TableName: table, Key: { pk, sk } } }],
  );
  return [item, ...puts, ...deletes];
}

/** One key's part of what is written together. */
interface KeyWrite {
  readonly key: MatchKey;
  readonly changes: readonly MatchChange[];
  readonly actions: readonly TransactAction[];
}

/** Keys that fit into one transaction each; one with many actions has its own. */
function together(writes: readonly KeyWrite[]): KeyWrite[][] {
  const groups: KeyWrite[][] = [];
  let room = 0;
  for (const write of writes) {
    const group = groups.at(-1);
    if (group && write.actions.length <= room) group.push(write);
    else {
      groups.push([write]);
      room = actionsTogether;
    }
    room -= write.actions.length;
  }
  return groups;
}

/** Writes match keys into table `search`: a key with its worklist entries in one transaction, or nothing. */
export function createDynamoMatchWriter(
  documents: DynamoDBDocumentClient,
  table: string,
): MatchWriter {
  const read = async (keys: readonly MatchKey[]) => {
    const items = await batchGet(documents, table, keys.map(matchKeyOf));
    return new Map(items.map(fromMatchItem).map((item) => [item.keyText, item]));
  };

  const write = async (actions: readonly TransactAction[]) =>
    actions.length === 0 || (await transact(documents, actions)).length === 0;

  /** A key that somebody else changed meanwhile, by itself. */
  const settle = async ({ key, changes }: KeyWrite): Promise<void> => {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const before = (await read([key])).get(matchKeyText(key)) ?? nobody;
      if (await write(actionsOf(table, key, before, changed(before.members, changes)))) return;
    }
    throw new DomainError('service.unavailable', { retryAfter: 1 });
  };

  return {
    async apply(changes) {
      const byKey = [...Map.groupBy(changes, ({ key }) => matchKeyText(key)).values()];
      const keys = byKey.flatMap(([first]) => (first ? [first.key] : []));
      const found = await read(keys);
      const writes = keys.map((key, place): KeyWrite => {
        const before = found.get(matchKeyText(key)) ?? nobody;
        const own = byKey[place] ?? [];
        const members = changed(before.members, own);
        return { key, changes: own, actions: actionsOf(table, key, before, members) };
      });
      const groups = together(writes.filter(({ actions }) => actions.length > 0));
      await inLanes(lanes, groups, async (group) => {
        if (!(await write(group.flatMap(({ actions }) => actions))))
          for (const each of group) await settle(each);
      });
    },
  };
}
