import {
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { recordsStreamOutput } from '../deployment-names.ts';
import {
  type Account,
  OperatorError,
  resourceNamed,
  stackOutputs,
  stackResources,
} from './account.ts';
import { releaseReaders } from './stream-readers.ts';

/** The stream of table `records` where a restore made it, so that the stack of tables knows another; undefined otherwise. */
export async function restoredStream(account: Account, name: string): Promise<string | undefined> {
  const { [recordsStreamOutput]: known } = (await stackOutputs(account, `${name}Data`)) ?? {};
  if (known === undefined) return undefined;
  const TableName = await resourceNamed(account, `${name}Data`, 'AWS::DynamoDB::Table', 'Records');
  try {
    const { Table } = await new DynamoDBClient({ region: account.region }).send(
      new DescribeTableCommand({ TableName }),
    );
    return Table?.LatestStreamArn === known ? undefined : Table?.LatestStreamArn;
  } catch (cause) {
    if (!(cause instanceof ResourceNotFoundException)) throw cause;
    throw new OperatorError(
      `The table ${TableName} was deleted. Bring it back first: npm run restore -- deleted records (docs/restore.md, B).`,
      { cause },
    );
  }
}

/** Makes room for the mappings that a deploy makes on a restored stream: those that the restore made go first. */
export async function handOver(account: Account, name: string, stream: string): Promise<void> {
  const known = await stackResources(account, `${name}Events`, 'AWS::Lambda::EventSourceMapping');
  const released = await releaseReaders(
    new LambdaClient({ region: account.region }),
    stream,
    new Set(known),
  );
  if (released.length > 0)
    console.log(
      `From here on until the deploy is done nothing follows a change: ${released.join(', ')}.`,
    );
}

/** The option that names a restored stream for `cdk`. */
export const streamOption = (stream: string | undefined): string[] =>
  stream === undefined ? [] : ['-c', `recordsStream=${stream}`];
