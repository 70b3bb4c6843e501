import * as z from 'zod';
import { readMap } from './attribute-value.ts';
import { invalid } from './failures.ts';

/** Parameters of the API before expressions; the emulator wants expressions. */
const legacy = [
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
];

export const TableName = z.string().min(1).max(1024);
export const IndexName = z
  .string()
  .regex(/^[a-zA-Z0-9_.-]{3,255}$/, 'must be 3 to 255 letters, digits, dots, hyphens, underscores');

const attributes = z.unknown().transform((raw) => readMap(raw));
/** As `attributes`, for a member that must be there. */
const requiredAttributes = z
  .custom((raw) => raw !== undefined, 'Member must not be null')
  .transform((raw) => readMap(raw));
const expression = z.string().optional();

const capacity = {
  ReturnConsumedCapacity: z.enum(['NONE', 'TOTAL', 'INDEXES']).default('NONE'),
};
const names = { ExpressionAttributeNames: z.record(z.string(), z.string()).optional() };
const placeholders = { ...names, ExpressionAttributeValues: attributes.optional() };
const written = {
  ...capacity,
  ...placeholders,
  TableName,
  ConditionExpression: expression,
  ReturnItemCollectionMetrics: z.enum(['NONE', 'SIZE']).optional(),
  ReturnValuesOnConditionCheckFailure: z.enum(['NONE', 'ALL_OLD']).default('NONE'),
};
const oldOnly = { ReturnValues: z.enum(['NONE', 'ALL_OLD']).default('NONE') };

export const PutItem = z.strictObject({ ...written, ...oldOnly, Item: requiredAttributes });
export const DeleteItem = z.strictObject({ ...written, ...oldOnly, Key: requiredAttributes });
export const UpdateItem = z.strictObject({
  ...written,
  Key: requiredAttributes,
  UpdateExpression: expression,
  ReturnValues: z
    .enum(['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'])
    .default('NONE'),
});

const read = { ...names, ProjectionExpression: expression };

export const GetItem = z.strictObject({
  ...capacity,
  ...read,
  TableName,
  Key: requiredAttributes,
  ConsistentRead: z.boolean().default(false),
});

const listed = {
  ...capacity,
  ...placeholders,
  TableName,
  IndexName: IndexName.optional(),
  ConsistentRead: z.boolean().default(false),
  ExclusiveStartKey: attributes.optional(),
  FilterExpression: expression,
  Limit: z.int().min(1).optional(),
  ProjectionExpression: expression,
  Select: z
    .enum(['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'COUNT', 'SPECIFIC_ATTRIBUTES'])
    .optional(),
};

export const Query = z.strictObject({
  ...listed,
  KeyConditionExpression: expression,
  ScanIndexForward: z.boolean().default(true),
});

export const Scan = z.strictObject({
  ...listed,
  Segment: z.int().min(0).max(999_999).optional(),
  TotalSegments: z.int().min(1).max(1_000_000).optional(),
});

export const BatchGetItem = z.strictObject({
  ...capacity,
  RequestItems: z.record(
    TableName,
    z.strictObject({
      ...read,
      Keys: z.array(requiredAttributes).min(1),
      ConsistentRead: z.boolean().default(false),
    }),
  ),
});

const WriteRequest = z.strictObject({
  PutRequest: z.strictObject({ Item: requiredAttributes }).optional(),
  DeleteRequest: z.strictObject({ Key: requiredAttributes }).optional(),
});

export const BatchWriteItem = z.strictObject({
  ...capacity,
  ReturnItemCollectionMetrics: z.enum(['NONE', 'SIZE']).optional(),
  RequestItems: z.record(TableName, z.array(WriteRequest)),
});

const transacted = {
  ...placeholders,
  TableName,
  ReturnValuesOnConditionCheckFailure: z.enum(['NONE', 'ALL_OLD']).default('NONE'),
};
const TransactWriteItem = z.strictObject({
  ConditionCheck: z
    .strictObject({ ...transacted, Key: requiredAttributes, ConditionExpression: z.string() })
    .optional(),
  Put: z
    .strictObject({ ...transacted, Item: requiredAttributes, ConditionExpression: expression })
    .optional(),
  Delete: z
    .strictObject({ ...transacted, Key: requiredAttributes, ConditionExpression: expression })
    .optional(),
  Update: z
    .strictObject({
      ...transacted,
      Key: requiredAttributes,
      ConditionExpression: expression,
      UpdateExpression: z.string(),
    })
    .optional(),
});

export const TransactWriteItems = z.strictObject({
  ...capacity,
  ReturnItemCollectionMetrics: z.enum(['NONE', 'SIZE']).optional(),
  ClientRequestToken: z.string().min(1).max(36).optional(),
  TransactItems: z.array(TransactWriteItem).min(1).max(100),
});

export const TransactGetItems = z.strictObject({
  ...capacity,
  TransactItems: z
    .array(
      z.strictObject({
        Get: z.strictObject({ ...read, TableName, Key: requiredAttributes }),
      }),
    )
    .min(1)
    .max(100),
});

/** Reads a request. Throws `ValidationException` that names the first parameter at fault. */
export function readRequest<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    const old = issue.keys.filter((key) => legacy.includes(key));
    throw invalid(
      old.length > 0
        ? `Legacy parameters are not supported, use expressions instead: ${old.join(', ')}`
        : `Unknown parameters${path && ` in ${path}`}: ${issue.keys.join(', ')}`,
    );
  }
  throw invalid(
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: ${issue?.message ?? ''}`,
  );
}
