import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { catalogue } from '#functions/catalogue';
import { type FunctionDefinition, variableNames } from '#functions/define-function';
import { AuthPolicy } from '#shared/auth/auth-policy';
import { OPERATOR_KEYS } from '#test/support/served-cloud';
import { type Child, startChild } from './child.ts';
import type { Consumed, StoreCalls } from './store-process.ts';

/** DynamoDB, S3 and SQS in a process of their own, with the product's tables. */
export interface Store extends Child<StoreCalls> {
  /** For SDK clients of this process. */
  readonly options: Required<Pick<DynamoDBClientConfig, 'endpoint' | 'region' | 'credentials'>>;
  readonly queueUrl: string;
  readonly bucket: string;
  /** For functions, as they are deployed with. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the work asks of DynamoDB. */
  consumedBy(work: () => Promise<unknown>): Promise<Consumed>;
}

const region = 'eu-west-1';

/** What a variable is set to where any value would do. */
function placeholderOf(name: string): string {
  if (name.endsWith('_TABLE')) return name.slice(0, -'_TABLE'.length).toLowerCase();
  if (name.endsWith('_URL')) return `http://localhost/${name.toLowerCase()}`;
  return 'bench';
}

/** Variables of all deployed functions; those that name nothing here are only there. */
export const placeholders: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.values<FunctionDefinition>(catalogue)
      .flatMap(variableNames)
      .map((name) => [name, placeholderOf(name)]),
  ),
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: OPERATOR_KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: OPERATOR_KEYS.secretAccessKey,
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  LAMBDA_TASK_ROOT: '/tmp',
  APP_ORIGIN: 'http://localhost',
  HISTORY_RETENTION_MONTHS: '24',
  AUDIT_RETENTION_MONTHS: '24',
  FILES_BUCKET: 'files',
  // Beyond what any measurement asks, so that none of it is counted.
  REQUEST_LIMITS: JSON.stringify({ person: 60_000, key: 60_000 }),
  AUTH_POLICY: JSON.stringify(AuthPolicy.parse({})),
  SSO_POLICY: JSON.stringify({
    ...{ providers: [], breakGlass: [] },
    ...{ origin: 'http://localhost', issuer: 'http://localhost', keys: 'http://localhost' },
  }),
  COMPANIES: JSON.stringify({ providers: [], breakGlass: [] }),
  PASSKEYS_OF: 'none',
  TEXT_SENDER: 'none',
  MAIL_FROM: 'bench@localhost',
};

/** Starts the store; with `keepsHistory` its tables can be brought back to earlier moments. */
export async function startStore({ keepsHistory = false } = {}): Promise<Store> {
  const environment = keepsHistory ? { KEEPS_HISTORY: 'yes' } : undefined;
  const child = startChild<StoreCalls>('./store-process.ts', environment);
  const { endpoint, queueUrl } = await child.call('address', undefined);
  return {
    ...child,
    options: { endpoint, region, credentials: OPERATOR_KEYS },
    queueUrl,
    bucket: 'files',
    environment: {
      ...placeholders,
      AWS_ENDPOINT_URL: endpoint,
      IMPORT_ROWS_QUEUE_URL: queueUrl,
    },
    async consumedBy(work) {
      await child.call('note', undefined);
      await work();
      return child.call('noted', undefined);
    },
  };
}
