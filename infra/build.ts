import { type App, Fn, Stack, Tags, Validations } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { House } from './constructs/house.ts';
import { companiesOf } from './constructs/single-sign-on.ts';
import { deploymentTag, recordsStreamOutput } from './deployment-names.ts';
import type { Settings } from './settings.ts';
import { AlarmsStack } from './stacks/alarms-stack.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { CustomerDataStack } from './stacks/customer-data-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EdgeStack } from './stacks/edge-stack.ts';
import { EventsStack } from './stacks/events-stack.ts';
import { IdentityStack } from './stacks/identity-stack.ts';
import { ImportsStack } from './stacks/imports-stack.ts';
import { MailStack } from './stacks/mail-stack.ts';
import { OffBoardingStack } from './stacks/off-boarding-stack.ts';

export interface BuildOptions {
  readonly settings: Settings;
  readonly bundles: string;
  /** ARN of the stream of table `records`, where it is not the one that the stack of tables made. */
  readonly recordsStream?: string | undefined;
}

/** Puts all stacks of one deployment into the app; what keeps data stands apart from what runs code. */
export function build(app: App, { settings, bundles, recordsStream }: BuildOptions): void {
  const id = (part: string) => `${settings.name}${part}`;
  const { topic } = new AlarmsStack(app, id('Alarms'), { settings });
  const data = new DataStack(app, id('Data'), { settings });
  const edge = new EdgeStack(app, id('Edge'), { settings });
  const house: House = { settings, bundles, alarmTopic: topic };

  const { resources } = new IdentityStack(app, id('Identity'), {
    house,
    resources: {
      stage: settings.stage,
      appOrigin: edge.appOrigin,
      auditRetentionMonths: settings.auditRetentionMonths,
      historyRetentionMonths: settings.historyRetentionMonths,
      authPolicy: settings.auth,
      requestLimits: settings.requestsPerMinute,
      companies: companiesOf(settings.sso),
      ...(settings.passkeys ? { passkeysOf: settings.passkeys.relyingPartyId } : {}),
      ...(settings.text ? { textSender: settings.text.from } : {}),
      tables: {
        records: tableFacts(data.tables.records),
        identity: tableFacts(data.tables.identity),
        jobs: tableFacts(data.tables.jobs),
        search: tableFacts(data.tables.search),
        audit: tableFacts(data.tables.audit),
      },
      filesBucket: {
        name: data.files.bucketName,
        arn: data.exportValue(data.files.bucketArn, { name: id('FilesArn') }),
        exportName: id('FilesArn'),
      },
      eventBus: { name: data.eventBus.eventBusName, arn: data.eventBus.eventBusArn },
      queues: {},
    },
  });
  new MailStack(app, id('Mail'), { house, resources });
  const leaving = new OffBoardingStack(app, id('OffBoarding'), { house, resources });
  const imports = new ImportsStack(app, id('Imports'), { house, resources: leaving.resources });
  const customers = new CustomerDataStack(app, id('CustomerData'), {
    house,
    resources: imports.resources,
  });
  const api = { house, resources: customers.resources, api: edge.api };
  new ApiStack(app, id('PeopleApi'), { ...api, area: 'people' });
  new ApiStack(app, id('RecordsApi'), { ...api, area: 'records' });
  new EventsStack(app, id('Events'), {
    house,
    resources,
    stream: {
      // Not an export: the value of one that is in use can never change, as it does by a restore.
      arn: recordsStream ?? Fn.getStackOutput(data.stackName, recordsStreamOutput),
      tableArn: data.exportValue(data.tables.records.tableArn, { name: id('RecordsArn') }),
      exportName: id('RecordsArn'),
    },
    eventBus: data.eventBus,
  });

  Tags.of(app).add(deploymentTag, settings.name);
  // The laptop boots from templates that were checked when they were written: tests and deploys do it.
  if (settings.stage === 'production')
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}

const tableFacts = (table: dynamodb.Table) => ({ name: table.tableName, arn: table.tableArn });

/** The stacks of an app, for checks that look at all of them. */
export function stacksOf(app: App): Stack[] {
  return app.node.children.filter((child): child is Stack => Stack.isStack(child));
}
