import type { TransactAction } from '#shared/data/transact';
import { contactChangeItem } from './contact-change-item.ts';
import { loginKey, principalKey } from './principal-item.ts';

/** What somebody signs in with becomes something else; undefined: there is none. */
export interface LoginMove {
  readonly userId: string;
  readonly kind: 'email' | 'userName';
  readonly former: string | undefined;
  readonly login: string | undefined;
}

/**
 * Moves the marker by which a login belongs to one person. Only where somebody else has it does a step
 * fail.
 */
export function moveMarker(
  TableName: string,
  { userId, former, login }: Omit<LoginMove, 'kind'>,
): readonly TransactAction[] {
  const claim = {
    Put: {
      TableName,
      Item: { ...loginKey(login ?? ''), userId },
      ConditionExpression: 'attribute_not_exists(pk) OR userId = :userId',
      ExpressionAttributeValues: { ':userId': userId },
    },
  };
  const release = { Delete: { TableName, Key: loginKey(former ?? '') } };
  return [...(login === undefined ? [] : [claim]), ...(former === undefined ? [] : [release])];
}

/** As `moveMarker`; the former login is kept for three days, in case the change was not its owner's. */
export function moveLogin(
  TableName: string,
  move: LoginMove,
  change: { readonly changeId: string; readonly at: Date },
): readonly TransactAction[] {
  const Item = contactChangeItem({ ...move, ...change });
  return [...moveMarker(TableName, move), { Put: { TableName, Item } }];
}

/** Writes a login into its person, who must still have the former one. */
export function changeLoginOf(
  TableName: string,
  { userId, kind, former, login }: LoginMove,
  at: Date,
): TransactAction {
  return {
    Update: {
      TableName,
      Key: principalKey(userId),
      UpdateExpression: `SET updatedAt = :at${login === undefined ? ' REMOVE #kind' : ', #kind = :login'} ADD version :one`,
      ConditionExpression: former === undefined ? 'attribute_not_exists(#kind)' : '#kind = :former',
      ExpressionAttributeNames: { '#kind': kind },
      ExpressionAttributeValues: {
        ':at': at.toISOString(),
        ':one': 1,
        ...(login === undefined ? {} : { ':login': login }),
        ...(former === undefined ? {} : { ':former': former }),
      },
    },
  };
}
