import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type TableName, tables } from '#shared/data/tables';
import { acknowledge } from '../constructs/acknowledge.ts';
import { crmTable } from '../constructs/crm-table.ts';
import { recordsStreamOutput } from '../deployment-names.ts';
import type { Settings } from '../settings.ts';

/** Everything that must outlive a deploy: tables, files and the event bus. */
export class DataStack extends Stack {
  readonly tables: Readonly<Record<TableName, dynamodb.Table>>;
  readonly files: s3.Bucket;
  readonly eventBus: events.EventBus;

  constructor(scope: Construct, id: string, props: StackProps & { readonly settings: Settings }) {
    super(scope, id, props);
    this.tables = {
      records: crmTable(this, 'Records', tables.records),
      identity: crmTable(this, 'Identity', tables.identity),
      jobs: crmTable(this, 'Jobs', tables.jobs),
      search: crmTable(this, 'Search', tables.search),
      audit: crmTable(this, 'Audit', tables.audit),
    };
    this.files = this.filesBucket(props.settings);
    this.eventBus = new events.EventBus(this, 'Events');
    const { tableStreamArn } = this.tables.records;
    if (tableStreamArn) new CfnOutput(this, recordsStreamOutput, { value: tableStreamArn });
    new CfnOutput(this, 'IdentityTable', { value: this.tables.identity.tableName });
    new CfnOutput(this, 'FilesBucket', { value: this.files.bucketName });
  }

  private filesBucket(settings: Settings): s3.Bucket {
    const logs = new s3.Bucket(this, 'FileLogs', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [{ expiration: Duration.days(settings.logRetentionDays) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(logs, { 'AwsSolutions-S1': 'It is the bucket that keeps the access logs.' });
    const files = new s3.Bucket(this, 'Files', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
        // Imports can be undone for 30 days; their files are kept a little longer.
        { expiration: Duration.days(40), noncurrentVersionExpiration: Duration.days(40) },
      ],
      cors: [
        {
          allowedMethods: [s3.HttpMethods.POST, s3.HttpMethods.GET],
          allowedOrigins: [settings.appOrigin ?? '*', ...settings.corsOrigins],
          allowedHeaders: ['*'],
          maxAge: 3_600,
        },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const resource = files.node.defaultChild;
    // Set on the resource itself: the L2 property would deploy a function of CDK's own for it.
    if (resource instanceof s3.CfnBucket) {
      resource.notificationConfiguration = {
        eventBridgeConfiguration: { eventBridgeEnabled: true },
      };
      resource.loggingConfiguration = {
        destinationBucketName: logs.bucketName,
        logFilePrefix: 'files/',
      };
    }
    logs.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [logs.arnForObjects('files/*')],
        conditions: {
          ArnLike: { 'aws:SourceArn': files.bucketArn },
          StringEquals: { 'aws:SourceAccount': this.account },
        },
      }),
    );
    return files;
  }
}
