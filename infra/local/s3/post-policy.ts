import * as z from 'zod';
import { parseCredential, signText } from '../canonical-request.ts';
import type { Caller, Credentials } from '../service.ts';
import { sameText } from '../signature.ts';
import { s3Error } from './errors.ts';

const Condition = z.union([
  z.tuple([z.literal('content-length-range'), z.coerce.number(), z.coerce.number()]),
  z.tuple([z.enum(['eq', 'starts-with']), z.string().startsWith('$'), z.string()]),
  z.record(z.string(), z.string()),
]);

const Policy = z.object({ expiration: z.iso.datetime(), conditions: z.array(Condition) });

interface FormRequest {
  readonly bucket: string;
  /** Form fields by lower-case name, with `key` as it will be stored. */
  readonly fields: ReadonlyMap<string, string>;
  readonly size: number;
}

/** Fields that no condition needs to cover, besides those that begin with `x-ignore-`. */
const free: ReadonlySet<string> = new Set(['policy', 'x-amz-signature', 'file']);

/** Who signed the form's policy. Throws AccessDenied or SignatureDoesNotMatch. */
export function formSigner(fields: ReadonlyMap<string, string>, credentials: Credentials): Caller {
  const policy = fields.get('policy');
  if (policy === undefined) throw s3Error('AccessDenied', 'The form has no policy.');
  const scope = parseCredential(fields.get('x-amz-credential') ?? '');
  const algorithm = fields.get('x-amz-algorithm');
  const date = fields.get('x-amz-date') ?? '';
  if (!scope || algorithm !== 'AWS4-HMAC-SHA256' || !date.startsWith(scope.date))
    throw s3Error('InvalidArgument', 'The form needs x-amz-algorithm, -credential and -date.');
  const owner = credentials.find(scope.accessKeyId);
  if (!owner) throw s3Error('InvalidAccessKeyId');
  const signature = fields.get('x-amz-signature') ?? '';
  if (scope.service !== 's3' || !sameText(signText(owner.secret, scope, policy), signature))
    throw s3Error('SignatureDoesNotMatch');
  return owner.caller;
}

/**
 * Holds the form against its policy: expiry, every condition, and that every field is covered by
 * one. Throws AccessDenied, EntityTooLarge or EntityTooSmall.
 */
export function checkPolicy(request: FormRequest, now: number): void {
  const { expiration, conditions } = readPolicy(request.fields.get('policy') ?? '');
  if (Date.parse(expiration) <= now) throw violation('Policy expired.');
  const values = new Map([...request.fields, ['bucket', request.bucket]]);
  const covered = new Set(free);
  for (const condition of conditions) {
    for (const name of check(condition, values, request.size)) covered.add(name);
  }
  const extra = [...request.fields.keys()].find(
    (name) => !covered.has(name) && !name.startsWith('x-ignore-'),
  );
  if (extra !== undefined) throw violation(`Extra input fields: ${extra}`);
}

function readPolicy(encoded: string): z.infer<typeof Policy> {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  } catch {
    throw s3Error('InvalidArgument', 'The policy is not valid JSON.');
  }
  const result = Policy.safeParse(document);
  if (!result.success) throw s3Error('InvalidArgument', 'The policy is not valid.');
  return result.data;
}

/** The names of the fields the condition covers; throws where it does not hold. */
function check(
  condition: z.infer<typeof Condition>,
  values: ReadonlyMap<string, string>,
  size: number,
): readonly string[] {
  if (!Array.isArray(condition)) {
    const pairs = Object.entries(condition).map(([name, value]) => [name.toLowerCase(), value]);
    for (const [name = '', value] of pairs) if (values.get(name) !== value) throw failed(condition);
    return pairs.map(([name = '']) => name);
  }
  if (condition[0] === 'content-length-range') {
    if (size > condition[2]) throw s3Error('EntityTooLarge');
    if (size < condition[1]) throw s3Error('EntityTooSmall');
    return [];
  }
  const [operator, field, expected] = condition;
  const name = field.slice(1).toLowerCase();
  const value = values.get(name) ?? '';
  const holds = operator === 'eq' ? value === expected : startsWith(name, value, expected);
  if (!holds) throw failed(condition);
  return [name];
}

// Content-Type may list several types; each has to begin as the condition says.
function startsWith(name: string, value: string, expected: string): boolean {
  const parts = name === 'content-type' ? value.split(',').map((part) => part.trim()) : [value];
  return parts.every((part) => part.startsWith(expected));
}

function failed(condition: z.infer<typeof Condition>) {
  return violation(`Policy Condition failed: ${JSON.stringify(condition)}`);
}

function violation(reason: string) {
  return s3Error('AccessDenied', `Invalid according to Policy: ${reason}`);
}
