import type { TransactAction } from '#shared/data/transact';
import { isShipped } from './role.ts';
import { holdersKey } from './role-item.ts';

/**
 * The actions that count a person's change of role, for the transaction that changes the person. One
 * of them fails if the new role does not exist; `roleMissing` of the failed actions says so.
 */
export function roleHolderSteps(
  table: string,
  before: string | undefined,
  after: string,
): readonly TransactAction[] {
  if (before === after) return [];
  const count = (roleId: string, change: 1 | -1): TransactAction => ({
    Update: {
      TableName: table,
      Key: { ...holdersKey(roleId) },
      UpdateExpression: 'ADD holders :change',
      ExpressionAttributeValues: { ':change': change },
      ...(change === 1 && !isShipped(roleId)
        ? { ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(removedAt)' }
        : {}),
    },
  });
  return [count(after, 1), ...(before === undefined ? [] : [count(before, -1)])];
}
