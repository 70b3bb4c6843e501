import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { OPERATOR_KEYS } from '#test/support/served-cloud';
import { type Child, startChild } from './child.ts';
import type { Consumed, StoreCalls } from './store-process.ts';

/** DynamoDB, S3 and SQS in a process of their own, with the product's tables. */
export interface Store extends Pick<Child<StoreCalls>, 'call' | 'stop'> {
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

/** Variables of a deployed function; those that name nothing here are only there. */
export const placeholders: Readonly<Record<string, string>> = {
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: OPERATOR_KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: OPERATOR_KEYS.secretAccessKey,
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  LAMBDA_TASK_ROOT: '/tmp',
  APP_ORIGIN: 'http://localhost',
  STAGE: 'bench',
  RECORDS_TABLE: 'records',
  IDENTITY_TABLE: 'identity',
  JOBS_TABLE: 'jobs',
  AUDIT_TABLE: 'audit',
  AUDIT_RETENTION_MONTHS: '24',
  FILES_BUCKET: 'files',
  IMPORT_FILES_QUEUE_URL: 'http://localhost/import-files',
  IMPORT_ROWS_QUEUE_URL: 'http://localhost/import-rows',
  RECOVERY_QUEUE_URL: 'http://localhost/recovery',
  USER_POOL_ID: 'eu-west-1_bench',
  USER_POOL_CLIENT_ID: 'bench',
  CODE_KEY_ARN: 'bench',
  MAIL_FROM: 'bench@localhost',
  MAIL_CONFIGURATION_SET: 'bench',
  EVENT_BUS_NAME: 'bench',
};

export async function startStore(): Promise<Store> {
  const child = startChild<StoreCalls>('./store-process.ts');
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
