import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type FunctionDefinition, variableNames } from '#functions/define-function';
import { acknowledge } from './acknowledge.ts';
import { DeadLetters } from './dead-letters.ts';
import type { Granted } from './grants.ts';

export interface CrmFunctionProps {
  readonly name: string;
  readonly definition: FunctionDefinition;
  /** Folder of the built bundles. */
  readonly bundles: string;
  readonly granted: Granted;
  readonly alarmTopic: sns.ITopic;
  readonly logRetention: logs.RetentionDays;
  /** Set for functions that nobody waits for: failed events end in a queue of their own. */
  readonly asynchronous?: boolean;
}

/** The runtime of every function; the npm package `node` pins the same major for tests and laptops. */
export const runtime = lambda.Runtime.NODEJS_24_X;

/** A function of the house: own role with only what it asked for, own log group, own alarm. */
export class CrmFunction extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: CrmFunctionProps) {
    super(scope, id);
    const { definition, granted } = props;
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    this.role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    for (const statement of granted.statements) this.role.addToPolicy(statement);

    const deadLetters = props.asynchronous
      ? new DeadLetters(this, 'DeadLetters', {
          errorImpact: definition.errorImpact,
          alarmTopic: props.alarmTopic,
        })
      : undefined;
    this.function = new lambda.Function(this, 'Function', {
      runtime,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(props.bundles, props.name)),
      role: this.role,
      timeout: Duration.seconds(definition.timeout ?? 10),
      memorySize: definition.memory ?? 512,
      tracing: lambda.Tracing.ACTIVE,
      logGroup,
      environment: variables(props),
      ...(deadLetters ? { deadLetterQueue: deadLetters.queue } : {}),
    });
    acknowledge(this.role, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray and ListStreams know no resources to name.',
      ...granted.acknowledged,
    });
    if (!deadLetters)
      acknowledge(this.function, {
        'Serverless-LambdaDLQ':
          'Nothing calls it asynchronously: its caller, queue or stream keeps what failed.',
      });
    this.alarm(props);
  }

  private alarm(props: CrmFunctionProps): void {
    new cloudwatch.Alarm(this, 'Alarm', {
      alarmDescription: props.definition.errorImpact,
      metric: this.function.metricErrors({ period: Duration.minutes(5) }),
      threshold: (props.definition.errorsThatAreAnswers ?? 0) + 1,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new actions.SnsAction(props.alarmTopic));
  }
}

/** Exactly the variables the function's schema names; a need without a value is an error at synthesis. */
function variables({ name, definition, granted }: CrmFunctionProps): Record<string, string> {
  return Object.fromEntries(
    variableNames(definition).map((variable) => {
      const value = granted.variables[variable];
      if (value === undefined) throw new Error(`No need of “${name}” gives ${variable} a value.`);
      return [variable, value];
    }),
  );
}
