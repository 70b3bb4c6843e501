import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { convertToAttr } from '@aws-sdk/util-dynamodb';

const options = { removeUndefinedValues: true };

/**
 * A value as DynamoDB takes it, undefined values left out. What items are made of is converted here:
 * the SDK's own conversion takes four times as long, half of what an import's rows cost to write.
 */
export function attributeOf(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Number.isSafeInteger(value)) return { N: String(value) };
  if (Array.isArray(value))
    return { L: value.filter((each) => each !== undefined).map(attributeOf) };
  if (isPlain(value)) return { M: attributesOf(value) };
  return convertToAttr(value, options);
}

/** The attributes of an item, a key or an expression's values. */
export function attributesOf(
  values: Readonly<Record<string, unknown>>,
): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) attributes[name] = attributeOf(value);
  return attributes;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
