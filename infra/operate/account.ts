import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/** Something an operator has to mend before the command can go on; its message says how. */
export class OperatorError extends Error {}

export interface Account {
  readonly accountId: string;
  readonly region: string;
}

/** The AWS account and region in use. Throws `OperatorError` saying what is missing. */
export async function currentAccount(): Promise<Account> {
  const region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  if (!region)
    throw new OperatorError(
      'No region is set. Say where to deploy: export AWS_REGION=eu-central-1 (or another region).',
    );
  try {
    const { Account: accountId } = await new STSClient({ region }).send(
      new GetCallerIdentityCommand({}),
    );
    if (accountId) return { accountId, region };
  } catch (cause) {
    throw new OperatorError(
      `AWS does not accept the credentials, or there are none (${nameOf(cause)}). Sign in, for example with “aws sso login”, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, then run the command again.`,
      { cause },
    );
  }
  throw new OperatorError('AWS did not say which account the credentials belong to.');
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown error');

/** The outputs of a stack, or undefined where there is no such stack. */
export async function stackOutputs(
  { region }: Account,
  stackName: string,
): Promise<Record<string, string> | undefined> {
  try {
    const { Stacks = [] } = await new CloudFormationClient({ region }).send(
      new DescribeStacksCommand({ StackName: stackName }),
    );
    return Object.fromEntries(
      (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
        OutputKey,
        OutputValue,
      ]),
    );
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return undefined;
    throw error;
  }
}

/** The physical ids of a stack's resources of one type; none where there is no such stack. */
export async function stackResources(
  account: Account,
  stackName: string,
  type: string,
): Promise<string[]> {
  return [...(await namedResources(account, stackName, type)).values()];
}

/** The resource that a construct of that name made. Throws `OperatorError` where the stack has none. */
export async function resourceNamed(
  account: Account,
  stackName: string,
  type: string,
  construct: string,
): Promise<string> {
  for (const [logicalId, id] of await namedResources(account, stackName, type))
    if (new RegExp(`^${construct}[0-9A-F]{8}$`).test(logicalId)) return id;
  throw new OperatorError(`The deployment has no ${construct}. Deploy it first.`);
}

/** The same by their logical ids, which begin with what the construct is called. */
export async function namedResources(
  { region }: Account,
  stackName: string,
  type: string,
): Promise<ReadonlyMap<string, string>> {
  try {
    const { StackResources = [] } = await new CloudFormationClient({ region }).send(
      new DescribeStackResourcesCommand({ StackName: stackName }),
    );
    return new Map(
      StackResources.filter((each) => each.ResourceType === type).flatMap(
        ({ LogicalResourceId = '', PhysicalResourceId: id }) =>
          id === undefined ? [] : [[LogicalResourceId, id] as const],
      ),
    );
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return new Map();
    throw error;
  }
}
