import * as z from 'zod';

const oneOrMore = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]));

const conditionValues = z
  .union([z.string(), z.boolean(), z.number(), z.array(z.union([z.string(), z.boolean()]))])
  .transform((value) => (Array.isArray(value) ? value : [value]).map(String));

const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), conditionValues)).default({}),
});

/** One statement of an identity-based policy, with every list written as a list. */
export type Statement = z.infer<typeof Statement>;

const TrustStatement = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.record(z.string(), oneOrMore)]).optional(),
});

const documentOf = <T extends z.ZodType>(statement: T) =>
  z.object({
    Version: z.string().optional(),
    Statement: z.union([z.array(statement), statement.transform((one) => [one])]),
  });

const PolicyDocument = documentOf(Statement);
const TrustDocument = documentOf(TrustStatement);

/** Reads an identity-based policy. Throws an error that names `where` and what is not IAM's. */
export function parsePolicy(document: unknown, where: string): readonly Statement[] {
  return parse(PolicyDocument, document, where).Statement;
}

/** The service principals that a trust policy lets assume the role. */
export function trustedServices(document: unknown, where: string): readonly string[] {
  return parse(TrustDocument, document, where).Statement.flatMap(({ Effect, Principal }) =>
    Effect === 'Allow' && Principal !== '*' ? (Principal?.['Service'] ?? []) : [],
  );
}

function parse<T>(schema: z.ZodType<T>, document: unknown, where: string): T {
  const { success, data, error } = schema.safeParse(document);
  if (success) return data;
  throw new Error(`${where} is not a policy that IAM would take: ${z.prettifyError(error)}`);
}
