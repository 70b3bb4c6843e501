import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Aws,
  CfnCondition,
  CfnMapping,
  CfnOutput,
  CfnParameter,
  Fn,
  Stack,
  Stage,
} from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAssembly } from '#infra/local/assembly/read-assembly';
import { type ResolvedAssembly, resolveAssembly } from '#infra/local/assembly/resolve-assembly';
import { Template } from '#infra/local/assembly/template';
import type { ResourceType } from '#infra/local/service';
import { type Sample, synthesizeSample } from './sample-app.ts';

const place = { region: 'eu-west-1', accountId: '123456789012' };
const partitionKey = { name: 'pk', type: dynamodb.AttributeType.STRING };

/** Types that only say who they are. */
const named = (nameProperty: string, service: string): ResourceType => ({
  nameProperty,
  identify({ stack, logicalId, name }) {
    const ref = name ?? `${stack}.${logicalId}`;
    return { ref, attributes: { Arn: `arn:aws:${service}:::${ref}` } };
  },
  create: () => undefined,
});
const types = {
  'AWS::DynamoDB::Table': named('TableName', 'dynamodb'),
  'AWS::IAM::Role': named('RoleName', 'iam'),
  'AWS::IAM::Policy': named('PolicyName', 'iam'),
  'AWS::IAM::ManagedPolicy': named('ManagedPolicyName', 'iam'),
  'AWS::Lambda::Function': named('FunctionName', 'lambda'),
};

const resolveWith = (sample: Sample) =>
  resolveAssembly(readAssembly(sample.directory), { ...place, types });

function environmentOf(resolved: ResolvedAssembly): Record<string, string> {
  const found = resolved.resources.find(
    ({ resource }) => resource.type === 'AWS::Lambda::Function',
  );
  const { Variables } = found!.resource.properties['Environment'] as {
    Variables: Record<string, string>;
  };
  return Variables;
}

describe('an assembly of several stacks', () => {
  let sample: Sample;
  let resolved: ResolvedAssembly;

  beforeAll(() => {
    sample = synthesizeSample((app, bundle) => {
      // Made in the wrong order on purpose: only the references tell who comes first.
      const api = new Stack(app, 'Api');
      const data = new Stack(app, 'Data', { stackName: 'crm-data' });
      const records = new dynamodb.Table(data, 'Records', { partitionKey, tableName: 'records' });
      const nameless = new dynamodb.Table(data, 'Nameless', { partitionKey });
      const topic = new sns.Topic(data, 'Alarms');
      const group = new logs.LogGroup(data, 'Logs');
      const stage = new CfnParameter(api, 'StageName', { default: 'dev' });
      const sizes = new CfnMapping(api, 'Sizes', { mapping: { dev: { memory: '256' } } });
      const isDev = new CfnCondition(api, 'IsDev', {
        expression: Fn.conditionEquals(stage, 'dev'),
      });
      const handler = new lambda.Function(api, 'Handler', {
        runtime: lambda.Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset(bundle),
        environment: {
          TABLE: records.tableName,
          NAMELESS: nameless.tableArn,
          MEMORY: sizes.findInMap(stage.valueAsString, 'memory'),
          WHEN: Fn.conditionIf(isDev.logicalId, 'development', Aws.NO_VALUE).toString(),
          LEFT_OUT: Fn.conditionIf(
            new CfnCondition(api, 'No', { expression: Fn.conditionNot(isDev) }).logicalId,
            'x',
            Aws.NO_VALUE,
          ).toString(),
          PLACE: Fn.sub(`\${AWS::Region}/\${AWS::StackName}/\${x}`, { x: stage.valueAsString }),
          TOPIC: topic.topicArn,
          LOGS: group.logGroupArn,
        },
      });
      records.grantReadData(handler);
      const absent = new iam.CfnManagedPolicy(api, 'Absent', {
        policyDocument: { Statement: [{ Effect: 'Allow', Action: 'a:b', Resource: '*' }] },
      });
      absent.cfnOptions.condition = new CfnCondition(api, 'Never', {
        expression: Fn.conditionEquals(stage, 'nowhere'),
      });
      new athena.CfnWorkGroup(api, 'Strange', { name: 'strange' });
      new CfnOutput(api, 'Url', { value: `https://${handler.functionName}` });
      new CfnOutput(data, 'Table', { value: records.tableName, exportName: 'the-table' });
    });
    resolved = resolveWith(sample);
  });
  afterAll(() => sample.remove());

  it('lists every resource behind those it refers to, across stacks too', () => {
    const order = resolved.resources.map(({ resource }) => resource.logicalId.slice(0, 8));
    const handler = order.findIndex((id) => id.startsWith('Handler'));
    const role = resolved.resources.findIndex(({ resource }) => resource.type === 'AWS::IAM::Role');
    const table = resolved.resources.findIndex(({ identity }) => identity.ref === 'records');
    const fn = resolved.resources.findIndex(
      ({ resource }) => resource.type === 'AWS::Lambda::Function',
    );
    expect(handler).toBeGreaterThanOrEqual(0);
    expect(table).toBeLessThan(role);
    expect(role).toBeLessThan(fn);
  });

  it('gives a function the values that CloudFormation would give it', () => {
    expect(environmentOf(resolved)).toMatchObject({
      TABLE: 'records',
      MEMORY: '256',
      WHEN: 'development',
      PLACE: 'eu-west-1/Api/dev',
    });
    expect(environmentOf(resolved)['NAMELESS']).toMatch(/^arn:aws:dynamodb:::crm-data\.Nameless/);
    expect(environmentOf(resolved)).not.toHaveProperty('LEFT_OUT');
  });

  it('gives names to what has no effect locally, so that whoever names it can', () => {
    const { TOPIC, LOGS } = environmentOf(resolved);
    expect(TOPIC).toMatch(/^arn:aws:sns:eu-west-1:123456789012:crm-data-Alarms/);
    expect(LOGS).toMatch(/^arn:aws:logs:eu-west-1:123456789012:log-group:crm-data-Logs.*:\*$/);
  });

  it('resolves the resources of a policy that names another stack’s table', () => {
    const policy = resolved.resources.find(({ resource }) => resource.type === 'AWS::IAM::Policy');
    expect(JSON.stringify(policy?.resource.properties)).toContain('arn:aws:dynamodb:::records');
  });

  it('leaves out what a condition excludes', () => {
    expect(resolved.resources.map(({ resource }) => resource.logicalId)).not.toContain('Absent');
  });

  it('reports types that nothing serves, but not those that need nothing', () => {
    expect(resolved.unknownTypes).toEqual(['AWS::Athena::WorkGroup']);
  });

  it('gives outputs by name and by stack', () => {
    const handler = resolved.resources.find(
      ({ resource }) => resource.type === 'AWS::Lambda::Function',
    );
    expect(resolved.outputs).toEqual({
      Url: `https://${handler?.identity.ref}`,
      'Api.Url': `https://${handler?.identity.ref}`,
      Table: 'records',
      'crm-data.Table': 'records',
    });
  });

  it('finds the code of a function by its S3 key', () => {
    const { assets } = readAssembly(sample.directory);
    const handler = resolved.resources.find(
      ({ resource }) => resource.type === 'AWS::Lambda::Function',
    );
    const { S3Key } = handler!.resource.properties['Code'] as { S3Key: string };
    const file = join(assets.get(S3Key) ?? '', 'index.js');
    expect(readFileSync(file, 'utf8')).toContain('exports.handler');
  });
});

describe('an assembly that cannot run', () => {
  const resolveTemplate = (Resources: object) => () =>
    resolveAssembly(
      {
        directory: '',
        assets: new Map(),
        stacks: [
          {
            name: 'Broken',
            region: undefined,
            accountId: undefined,
            template: Template.parse({ Resources }),
          },
        ],
      },
      { ...place, types },
    );

  it.each([
    {
      title: 'an intrinsic function nobody knows',
      properties: { TableName: { 'Fn::GetAZs': '' } },
      message: 'Broken/Thing: Fn::GetAZs is not known to the local cloud.',
    },
    {
      title: 'a reference to nothing',
      properties: { TableName: { 'Fn::ImportValue': 'nobody-exports-this' } },
      message: 'Broken/Thing: no stack exports nobody-exports-this.',
    },
    {
      title: 'an output that no stack has',
      properties: {
        TableName: { 'Fn::GetStackOutput': { StackName: 'Broken', OutputName: 'Colour' } },
      },
      message: 'Broken/Thing: no stack Broken has output Colour.',
    },
    {
      title: 'an attribute that the type does not have',
      properties: { Other: { 'Fn::GetAtt': ['Second', 'Colour'] } },
      message: 'Broken/Second: AWS::DynamoDB::Table has no attribute Colour locally.',
    },
  ])('says where it found $title', ({ properties, message }) => {
    const table = { Type: 'AWS::DynamoDB::Table' };
    const resolve = resolveTemplate({ Thing: { ...table, Properties: properties }, Second: table });
    expect(resolve).toThrow(message);
  });

  it('says which file is missing', () => {
    expect(() => readAssembly('/nowhere')).toThrow(
      'The cloud assembly is incomplete: /nowhere/manifest.json cannot be read.',
    );
  });
});

it('reads the stacks of a stage, too', () => {
  const sample = synthesizeSample((app) => {
    const stack = new Stack(new Stage(app, 'Production'), 'Inner', {
      env: { account: '999999999999', region: 'us-east-2' },
    });
    new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  });
  const { stacks } = readAssembly(sample.directory);
  sample.remove();
  expect(stacks).toMatchObject([
    { name: 'Production-Inner', accountId: '999999999999', region: 'us-east-2' },
  ]);
});
