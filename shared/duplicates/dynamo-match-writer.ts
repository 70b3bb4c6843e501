import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import { type TransactAction, transact } from '#shared/data/transact';
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

/** Keys written at once. */
const lanes = 8;
const attempts = 8;
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

/** Writes match keys into table `search`: a key with its worklist entries in one transaction, or nothing. */
export function createDynamoMatchWriter(
  documents: DynamoDBDocumentClient,
  table: string,
): MatchWriter {
  const read = async (keys: readonly MatchKey[]) => {
    const items = await batchGet(documents, table, keys.map(matchKeyOf));
    return new Map(items.map(fromMatchItem).map((item) => [item.keyText, item]));
  };

  const write = async (key: MatchKey, before: Matches, members: readonly MatchMember[]) => {
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
    return (await transact(documents, [item, ...puts, ...deletes])).length === 0;
  };

  const settle = async (
    key: MatchKey,
    changes: readonly MatchChange[],
    found: Matches | undefined,
  ): Promise<void> => {
    let before = found ?? nobody;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const members = changed(before.members, changes);
      if (isDeepStrictEqual(members, before.members)) return;
      if (await write(key, before, members)) return;
      before = (await read([key])).get(matchKeyText(key)) ?? nobody;
    }
    throw new DomainError('service.unavailable', { retryAfter: 1 });
  };

  return {
    async apply(changes) {
      const byKey = [...Map.groupBy(changes, ({ key }) => matchKeyText(key)).values()];
      const keys = byKey.flatMap(([first]) => (first ? [first.key] : []));
      const found = await read(keys);
      const queue = keys.entries();
      const lane = async () => {
        for (const [place, key] of queue)
          await settle(key, byKey[place] ?? [], found.get(matchKeyText(key)));
      };
      await Promise.all(Array.from({ length: lanes }, lane));
    },
  };
}
