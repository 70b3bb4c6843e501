import { describe, expect, it } from 'vitest';
import { evaluatePolicies } from '#infra/local/access/evaluate';
import { parsePolicy, trustedServices } from '#infra/local/access/policy';

const table = 'arn:aws:dynamodb:eu-west-1:1:table/records';

function decide(
  statements: object | object[],
  asked: { action?: string; resource?: string; context?: Record<string, string[]> } = {},
): string {
  const { action = 'dynamodb:PutItem', resource = table, context = {} } = asked;
  const given = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const policy = parsePolicy({ Version: '2012-10-17', Statement: statements }, 'the test');
  const decision = evaluatePolicies(policy, { action, resource, context: given });
  return decision.allowed ? 'allowed' : decision.reason;
}

const allow = (more: object = {}) => ({
  Effect: 'Allow',
  Action: 'dynamodb:PutItem',
  Resource: table,
  ...more,
});
const when = (Condition: object) => allow({ Condition });
const none = 'no identity-based policy allows the dynamodb:PutItem action';
const denied = 'of an explicit deny in an identity-based policy';

describe('policies', () => {
  it.each([
    { title: 'no statement at all', statements: [], expected: none },
    { title: 'the exact action and resource', statements: allow(), expected: 'allowed' },
    {
      title: 'an action in another case',
      statements: allow({ Action: 'DynamoDB:putitem' }),
      expected: 'allowed',
    },
    {
      title: 'a wildcard action',
      statements: allow({ Action: 'dynamodb:Put*' }),
      expected: 'allowed',
    },
    {
      title: 'another action',
      statements: allow({ Action: ['dynamodb:GetItem'] }),
      expected: none,
    },
    {
      title: 'a resource in another case',
      statements: allow({ Resource: table.toUpperCase() }),
      expected: none,
    },
    {
      title: 'an index instead of its table',
      statements: allow({ Resource: `${table}/index/*` }),
      expected: none,
    },
    { title: 'every resource', statements: allow({ Resource: '*' }), expected: 'allowed' },
    {
      title: 'NotAction that excludes it',
      statements: { Effect: 'Allow', NotAction: 'dynamodb:*', Resource: '*' },
      expected: none,
    },
    {
      title: 'NotAction that leaves it in',
      statements: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
      expected: 'allowed',
    },
    {
      title: 'NotResource that excludes it',
      statements: { Effect: 'Allow', Action: '*', NotResource: [table] },
      expected: none,
    },
    {
      title: 'NotResource that leaves it in',
      statements: { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::*' },
      expected: 'allowed',
    },
    {
      title: 'a deny behind an allow',
      statements: [allow(), { ...allow(), Effect: 'Deny' }],
      expected: denied,
    },
    {
      title: 'a deny before an allow',
      statements: [{ ...allow(), Effect: 'Deny' }, allow()],
      expected: denied,
    },
    {
      title: 'a deny of something else',
      statements: [allow(), { Effect: 'Deny', Action: 'dynamodb:DeleteItem', Resource: '*' }],
      expected: 'allowed',
    },
  ])('answer $title with “$expected”', ({ statements, expected }) => {
    expect(decide(statements)).toBe(expected);
  });

  it('allow nothing on every resource through a narrower one', () => {
    expect(
      decide(allow({ Action: 'dynamodb:ListTables' }), {
        action: 'dynamodb:ListTables',
        resource: '*',
      }),
    ).toContain('no identity-based policy');
  });

  const leading = (...values: string[]) => ({ 'dynamodb:LeadingKeys': values });

  it.each([
    {
      condition: { StringEquals: { 'dynamodb:Select': 'COUNT' } },
      context: { 'dynamodb:Select': ['COUNT'] },
      expected: 'allowed',
    },
    {
      condition: { StringEquals: { 'dynamodb:Select': ['COUNT', 'ALL'] } },
      context: { 'dynamodb:Select': ['ALL'] },
      expected: 'allowed',
    },
    { condition: { StringEquals: { 'dynamodb:Select': 'COUNT' } }, context: {}, expected: none },
    {
      condition: { StringEqualsIfExists: { 'dynamodb:Select': 'COUNT' } },
      context: {},
      expected: 'allowed',
    },
    {
      condition: { StringNotEquals: { 'dynamodb:Select': 'COUNT' } },
      context: {},
      expected: 'allowed',
    },
    {
      condition: { StringNotEquals: { 'dynamodb:Select': ['A', 'B'] } },
      context: { 'dynamodb:Select': ['B'] },
      expected: none,
    },
    {
      condition: { StringLike: { 's3:prefix': 'imports/*' } },
      context: { 's3:prefix': ['imports/1'] },
      expected: 'allowed',
    },
    {
      condition: { StringNotLike: { 's3:prefix': 'imports/*' } },
      context: { 's3:prefix': ['imports/1'] },
      expected: none,
    },
    {
      condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sqs:*:1:q' } },
      context: { 'aws:SourceArn': ['arn:aws:sqs:eu-west-1:1:q'] },
      expected: 'allowed',
    },
    {
      condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:sqs:*:2:q' } },
      context: { 'aws:SourceArn': ['arn:aws:sqs:eu-west-1:1:q'] },
      expected: none,
    },
    {
      condition: { Bool: { 'aws:SecureTransport': true } },
      context: { 'aws:SecureTransport': ['true'] },
      expected: 'allowed',
    },
    {
      condition: { Bool: { 'aws:SecureTransport': 'false' } },
      context: { 'aws:SecureTransport': ['true'] },
      expected: none,
    },
    {
      condition: { Null: { 'dynamodb:LeadingKeys': 'false' } },
      context: leading('a'),
      expected: 'allowed',
    },
    {
      condition: { Null: { 'dynamodb:LeadingKeys': true } },
      context: leading('a'),
      expected: none,
    },
    {
      condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a', 'b'] } },
      context: leading('a', 'b'),
      expected: 'allowed',
    },
    {
      condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } },
      context: leading('a', 'b'),
      expected: none,
    },
    {
      condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } },
      context: {},
      expected: 'allowed',
    },
    {
      condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['a*'] } },
      context: leading('b', 'ab'),
      expected: 'allowed',
    },
    {
      condition: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['a'] } },
      context: {},
      expected: none,
    },
    {
      condition: { StringEquals: { 'dynamodb:Select': '1', 's3:prefix': '2' } },
      context: { 'dynamodb:Select': ['1'], 's3:prefix': ['3'] },
      expected: none,
    },
    {
      condition: { StringEquals: { 'made:up': '1' } },
      context: {},
      expected: 'the local cloud does not know the condition key made:up',
    },
    {
      condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      context: {},
      expected: 'the local cloud does not know the condition operator IpAddress',
    },
    {
      condition: { StringEquals: { 'kms:EncryptionContext:pool': 'p' } },
      context: { 'kms:EncryptionContext:pool': ['p'] },
      expected: 'allowed',
    },
  ])('under $condition with $context: “$expected”', ({ condition, context, expected }) => {
    expect(decide(when(condition), { context: { ...context } as Record<string, string[]> })).toBe(
      expected,
    );
  });

  it('fill in policy variables, and match nothing where one has no value', () => {
    const own = allow({ Resource: `${table}/\${aws:PrincipalAccount}` });
    const resource = `${table}/1`;
    expect(decide(own, { resource, context: { 'aws:PrincipalAccount': ['1'] } })).toBe('allowed');
    expect(decide(own, { resource: `${table}/`, context: {} })).toBe(none);
  });

  it('are refused where IAM would refuse them', () => {
    expect(() => parsePolicy({ Statement: [{ Effect: 'Maybe' }] }, 'Stack/Role')).toThrow(
      /^Stack\/Role is not a policy/,
    );
    expect(() => parsePolicy({ Statement: [allow({ Actions: [] })] }, 'X')).toThrow(/Actions/);
  });

  it('name the services that a trust policy lets in', () => {
    const Statement = [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: ['lambda.amazonaws.com', 'a'] },
      },
      { Effect: 'Deny', Action: 'sts:AssumeRole', Principal: { Service: 'b' } },
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' },
    ];
    expect(trustedServices({ Statement }, 'X')).toEqual(['lambda.amazonaws.com', 'a']);
  });
});
