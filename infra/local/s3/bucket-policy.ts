import * as z from 'zod';
import { matchesWildcard } from '../access/wildcard.ts';
import type { AccessNeed } from '../service.ts';
import type { BucketSettings, Denial } from './buckets.ts';
import { s3Error } from './errors.ts';

const oneOrMore = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]));

const Statement = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.unknown(),
  Action: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

const Document = z.looseObject({ Statement: z.array(Statement) });

/**
 * The denials of a bucket policy that hold for everybody and always. Denials of plain HTTP are left
 * out: the loopback stands for TLS here. `unread` names the denials that are not understood.
 */
export function readBucketPolicy(document: unknown): {
  denials: readonly Denial[];
  unread: readonly string[];
} {
  const denied = Document.parse(document).Statement.filter(({ Effect }) => Effect === 'Deny');
  const strict = denied.filter((statement) => !deniesPlainHttp(statement));
  const plain = strict.filter(
    ({ Principal, Condition, Action, Resource }) =>
      isEverybody(Principal) && !Condition && Action && Resource,
  );
  return {
    denials: plain.map(({ Action = [], Resource = [] }) => ({
      actions: Action,
      resources: Resource,
    })),
    unread: strict.filter((each) => !plain.includes(each)).map((each) => JSON.stringify(each)),
  };
}

/** Throws AccessDenied where the bucket's policy denies one of the needs. */
export function refuseByPolicy(
  { denials }: Pick<BucketSettings, 'denials'>,
  needs: readonly AccessNeed[],
): void {
  const denied = needs.some(({ action, resource }) =>
    denials.some(
      ({ actions, resources }) =>
        actions.some((pattern) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase())) &&
        resources.some((pattern) => matchesWildcard(pattern, resource)),
    ),
  );
  if (denied) throw s3Error('AccessDenied', 'Denied by an explicit deny in the bucket policy');
}

function deniesPlainHttp({ Condition }: z.infer<typeof Statement>): boolean {
  const operators = Object.entries(Condition ?? {});
  const [operator, tests] = operators[0] ?? [];
  return (
    operators.length === 1 &&
    operator === 'Bool' &&
    Object.keys(tests ?? {}).join() === 'aws:SecureTransport' &&
    String(tests?.['aws:SecureTransport']) === 'false'
  );
}

function isEverybody(principal: unknown): boolean {
  return principal === '*' || z.object({ AWS: z.literal('*') }).safeParse(principal).success;
}
