import { describe, expect, it } from 'vitest';
import { createAccess } from '#infra/local/access/access';
import { createRoles } from '#infra/local/access/roles';
import { checkTrust } from '#infra/local/access/trust';
import type { AccessNeed, ServiceError } from '#infra/local/service';

const place = { region: 'eu-west-1', accountId: '000000000000' };
const document = (...Action: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
const trust = (...Service: string[]) => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }],
});

/** Makes the resources as boot does and gives what the role `worker` may be asked. */
function world(role: object, ...others: { type: string; properties: object }[]) {
  const roles = createRoles(place);
  const all = [
    {
      type: 'AWS::IAM::Role',
      properties: {
        RoleName: 'worker',
        AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
        ...role,
      },
    },
    ...others,
  ];
  let made = 0;
  const add = ({ type, properties }: { type: string; properties: object }) => {
    const resource = {
      stack: 'Test',
      logicalId: `Thing${made++}`,
      type,
      properties: { ...properties } as Record<string, unknown>,
    };
    const { nameProperty = '', identify, create } = roles.resourceTypes[type]!;
    const name = resource.properties[nameProperty] as string | undefined;
    create(resource, identify({ ...resource, name }));
  };
  for (const each of all) add(each);
  const access = createAccess(roles, place);
  const roleArn = 'arn:aws:iam::000000000000:role/worker';
  const ask = (action: string, need: Partial<AccessNeed> = {}): string => {
    try {
      access.check({ kind: 'role', roleArn }, [{ action, resource: '*', ...need }]);
      return 'allowed';
    } catch (error) {
      return (error as ServiceError).code;
    }
  };
  return { roles, access, ask, add, roleArn };
}

describe('a role', () => {
  it('may do what a later policy allows, and no longer what a later deny forbids', () => {
    const { ask, add } = world({});
    const policy = (PolicyDocument: object) =>
      add({
        type: 'AWS::IAM::Policy',
        properties: { PolicyName: 'p', PolicyDocument, Roles: ['worker'] },
      });
    expect(ask('kms:Decrypt')).toBe('AccessDeniedException');
    policy(document('kms:Decrypt'));
    expect(ask('kms:Decrypt')).toBe('allowed');
    policy({ Statement: [{ Effect: 'Deny', Action: 'kms:*', Resource: '*' }] });
    expect(ask('kms:Decrypt')).toBe('AccessDeniedException');
  });

  it.each([
    {
      title: 'its inline policies',
      role: { Policies: [{ PolicyName: 'p', PolicyDocument: document('kms:Decrypt') }] },
      others: [],
    },
    {
      title: 'a policy attached to it',
      role: {},
      others: [
        {
          type: 'AWS::IAM::Policy',
          properties: {
            PolicyName: 'p',
            PolicyDocument: document('kms:Decrypt'),
            Roles: ['worker'],
          },
        },
      ],
    },
    {
      title: 'a managed policy attached to it',
      role: {},
      others: [
        {
          type: 'AWS::IAM::ManagedPolicy',
          properties: { PolicyDocument: document('kms:Decrypt'), Roles: ['worker'] },
        },
      ],
    },
    {
      title: 'a managed policy that it names before it exists',
      role: { ManagedPolicyArns: ['arn:aws:iam::000000000000:policy/late'] },
      others: [
        {
          type: 'AWS::IAM::ManagedPolicy',
          properties: { ManagedPolicyName: 'late', PolicyDocument: document('kms:Decrypt') },
        },
      ],
    },
  ])('may do what $title allow', ({ role, others }) => {
    const { ask } = world(role, ...others);
    expect([ask('kms:Decrypt'), ask('kms:Encrypt')]).toEqual(['allowed', 'AccessDeniedException']);
  });

  it('may write logs by the policy that AWS provides for functions', () => {
    const arn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    const { ask } = world({ ManagedPolicyArns: [arn] });
    expect([ask('logs:PutLogEvents'), ask('sqs:SendMessage')]).toEqual([
      'allowed',
      'AccessDeniedException',
    ]);
  });

  it('must be allowed everything that a request needs', () => {
    const policy = { PolicyName: 'p', PolicyDocument: document('dynamodb:PutItem') };
    const { access, roleArn } = world({ Policies: [policy] });
    const need = (action: string) => ({ action, resource: '*' });
    const check = () =>
      access.check({ kind: 'role', roleArn }, [
        need('dynamodb:PutItem'),
        need('dynamodb:DeleteItem'),
      ]);
    expect(check).toThrow(/not authorized to perform: dynamodb:DeleteItem/);
  });

  it('is refused by S3 under the code of S3', () => {
    expect(world({}).ask('s3:GetObject')).toBe('AccessDenied');
  });

  it('knows what every request says of itself', () => {
    const conditional = (Condition: object) => ({
      PolicyName: 'p',
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition }] },
    });
    const met = conditional({
      Bool: { 'aws:SecureTransport': 'true' },
      StringEquals: { 'aws:RequestedRegion': 'eu-west-1', 'aws:SourceAccount': '000000000000' },
      ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/worker' },
    });
    const unmet = conditional({ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } });
    expect(world({ Policies: [met] }).ask('kms:Decrypt')).toBe('allowed');
    expect(world({ Policies: [unmet] }).ask('kms:Decrypt')).toBe('AccessDeniedException');
  });

  it('that no stack makes may do nothing', () => {
    const { access } = world({});
    const caller = { kind: 'role', roleArn: 'arn:aws:iam::1:role/other' } as const;
    expect(() => access.check(caller, [{ action: 'a:b', resource: '*' }])).toThrow(
      'no stack makes this role',
    );
    expect(access.check(caller, [])).toBeUndefined();
  });
});

it('a policy attached to a role that no stack makes is refused', () => {
  const properties = { PolicyName: 'p', PolicyDocument: document('a:b'), Roles: ['nobody'] };
  expect(() => world({}, { type: 'AWS::IAM::Policy', properties })).toThrow(
    'Test/Thing1 is attached to the role nobody, which no stack makes.',
  );
});

describe('whoever acts under a role', () => {
  const { roles, roleArn } = world({});
  const resource = (type: string, properties: Record<string, unknown>) => ({
    stack: 'Test',
    logicalId: 'Thing',
    type,
    properties,
  });

  it.each([
    { type: 'AWS::Lambda::Function', properties: { Role: roleArn }, problem: undefined },
    { type: 'AWS::SQS::Queue', properties: {}, problem: undefined },
    {
      type: 'AWS::Lambda::Function',
      properties: { Role: `${roleArn}2` },
      problem: `it runs under ${roleArn}2, which no stack makes`,
    },
    {
      type: 'AWS::Scheduler::Schedule',
      properties: { Target: { RoleArn: roleArn } },
      problem: 'its role worker does not trust scheduler.amazonaws.com',
    },
    {
      type: 'AWS::Events::Rule',
      properties: { Targets: [{ Arn: 'x' }, { Arn: 'y', RoleArn: roleArn }] },
      problem: 'its role worker does not trust events.amazonaws.com',
    },
  ])('$type with $properties: $problem', ({ type, properties, problem }) => {
    const check = () => checkTrust(resource(type, { ...properties }), roles);
    if (problem) expect(check).toThrow(problem);
    else expect(check()).toBeUndefined();
  });
});
