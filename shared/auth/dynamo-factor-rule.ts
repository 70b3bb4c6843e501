import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { fromRoleItem, roleKey } from '#shared/permissions/role-item';
import type { FactorRule } from './factor-rule.ts';
import type { IdentityTable } from './identity-table.ts';

/** The rule of each role as administrators have edited it; a role as shipped asks for no factor. */
export function createDynamoFactorRule({ documents, table }: IdentityTable): FactorRule {
  return {
    async isRequiredFor(role) {
      const command = new GetCommand({
        TableName: table,
        Key: { ...roleKey(role) },
        ConsistentRead: true,
      });
      return fromRoleItem((await documents.send(command)).Item)?.mfaRequired ?? false;
    },
  };
}
