import { parsePolicy, type Statement } from './policy.ts';

const logging = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

const lambdaPolicies: Readonly<Record<string, readonly string[]>> = {
  AWSLambdaBasicExecutionRole: logging,
  AWSLambdaSQSQueueExecutionRole: [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    ...logging,
  ],
  AWSLambdaDynamoDBExecutionRole: [
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
    ...logging,
  ],
};

/** The policies that AWS itself provides for functions, by ARN (AWS managed policy reference). */
export function awsManagedPolicies(): Readonly<Record<string, readonly Statement[]>> {
  return Object.fromEntries(
    Object.entries(lambdaPolicies).map(([name, actions]) => [
      `arn:aws:iam::aws:policy/service-role/${name}`,
      parsePolicy({ Statement: { Effect: 'Allow', Action: [...actions], Resource: '*' } }, name),
    ]),
  );
}
