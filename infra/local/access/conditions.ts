import { matchesArn, matchesWildcard } from './wildcard.ts';

/** What a request says about itself: condition key in lower case → its values. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** Whether a statement's conditions hold; `unknown` says what the local cloud cannot decide. */
export type ConditionOutcome =
  | { readonly kind: 'met' }
  | { readonly kind: 'unmet' }
  | { readonly kind: 'unknown'; readonly what: string };

interface Operator {
  readonly compare: (wanted: string, actual: string) => boolean;
  readonly negated?: true;
}

const equal = (wanted: string, actual: string) => wanted === actual;
const equalIgnoringCase = (wanted: string, actual: string) =>
  wanted.toLowerCase() === actual.toLowerCase();

/** Operators of IAM that policies of serverless applications use. */
const operators: Readonly<Record<string, Operator>> = {
  StringEquals: { compare: equal },
  StringNotEquals: { compare: equal, negated: true },
  StringEqualsIgnoreCase: { compare: equalIgnoringCase },
  StringNotEqualsIgnoreCase: { compare: equalIgnoringCase, negated: true },
  StringLike: { compare: matchesWildcard },
  StringNotLike: { compare: matchesWildcard, negated: true },
  ArnEquals: { compare: matchesArn },
  ArnLike: { compare: matchesArn },
  ArnNotEquals: { compare: matchesArn, negated: true },
  ArnNotLike: { compare: matchesArn, negated: true },
  Bool: { compare: equalIgnoringCase },
};

/** Keys that a request may lack: to miss one of them is an answer, to miss another a gap of ours. */
const knownKeys: readonly string[] = [
  'aws:calledvia',
  'aws:principalorgid',
  'aws:resourcetag/',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  'aws:viaawsservice',
  'dynamodb:attributes',
  'dynamodb:leadingkeys',
  'dynamodb:returnvalues',
  'dynamodb:select',
  'kms:encryptioncontext:',
  'kms:encryptioncontextkeys',
  'kms:grantisforawsresource',
  'kms:viaservice',
  's3:delimiter',
  's3:prefix',
  's3:versionid',
  's3:x-amz-acl',
  's3:x-amz-server-side-encryption',
  'ses:feedbackaddress',
  'ses:fromaddress',
  'ses:fromdisplayname',
  'ses:recipients',
];

const quantified =
  /^(?:(?<quantifier>ForAllValues|ForAnyValue):)?(?<name>\w+?)(?<ifExists>IfExists)?$/;

/**
 * Decides the `Condition` block of a statement (IAM user guide, "Condition operators"). `expand`
 * replaces policy variables and gives undefined where one has no value.
 */
export function evaluateConditions(
  block: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
  context: RequestContext,
  expand: (text: string) => string | undefined,
): ConditionOutcome {
  let met = true;
  for (const [operator, keys] of Object.entries(block)) {
    const { quantifier, name = '', ifExists } = quantified.exec(operator)?.groups ?? {};
    const rule = operators[name];
    if (!rule && name !== 'Null')
      return { kind: 'unknown', what: `the condition operator ${operator}` };
    for (const [key, values] of Object.entries(keys)) {
      const actual = context.get(key.toLowerCase());
      if (!actual && !isKnown(key)) return { kind: 'unknown', what: `the condition key ${key}` };
      const wanted = values.map(expand).filter((value) => value !== undefined);
      const holds = rule
        ? compare(rule, { wanted, actual, quantifier, ifExists: ifExists !== undefined })
        : wanted.includes(String(actual === undefined));
      if (!holds) met = false;
    }
  }
  return { kind: met ? 'met' : 'unmet' };
}

function compare(
  { compare: matches, negated }: Operator,
  asked: {
    wanted: readonly string[];
    actual: readonly string[] | undefined;
    quantifier: string | undefined;
    ifExists: boolean;
  },
): boolean {
  const { wanted, actual, quantifier, ifExists } = asked;
  const one = (value: string) => wanted.some((each) => matches(each, value)) !== (negated ?? false);
  if (actual === undefined || actual.length === 0) {
    if (quantifier) return quantifier === 'ForAllValues' || ifExists;
    return ifExists || (negated ?? false);
  }
  return quantifier === 'ForAllValues' || (negated && !quantifier)
    ? actual.every(one)
    : actual.some(one);
}

function isKnown(key: string): boolean {
  const name = key.toLowerCase();
  return knownKeys.some((known) =>
    known.endsWith('/') || known.endsWith(':') ? name.startsWith(known) : name === known,
  );
}
