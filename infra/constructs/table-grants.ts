import * as iam from 'aws-cdk-lib/aws-iam';
import { type TableName, tables as tableDefinitions } from '#shared/data/tables';
import { allow } from './allow.ts';
import type { Grant } from './grants.ts';

/** Items of a table whose partition key is of this form, and no other. */
export const withKeys = (actions: readonly string[], tableArn: string, ...keys: string[]) =>
  new iam.PolicyStatement({
    actions: [...actions],
    resources: [tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } },
  });

const readActions = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const writeActions = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:BatchWriteItem',
];

/** All items of a table and its indexes, to read or to write. */
export const table =
  (name: TableName, mode: 'read' | 'write'): Grant =>
  ({ tables }) => {
    const arn = tables[name].arn;
    const indexes = Object.keys(tableDefinitions[name].indexes).map(
      (each) => `${arn}/index/${each}`,
    );
    return {
      statements: [
        allow(mode === 'read' ? readActions : [...readActions, ...writeActions], arn),
        ...(indexes.length > 0 ? [allow(['dynamodb:Query'], ...indexes)] : []),
      ],
      variables: { [`${name.toUpperCase()}_TABLE`]: tables[name].name },
    };
  };
