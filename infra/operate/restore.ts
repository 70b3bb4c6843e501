import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type Account, currentAccount, namedResources, OperatorError } from './account.ts';
import { ask } from './ask.ts';
import { readSettings, settingsPath } from './read-settings.ts';
import { type RecoverableTable, recoverable, restoreTables } from './restore-tables.ts';

const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** A resource by the beginning of its logical id, which is the construct's name. */
function named(resources: ReadonlyMap<string, string>, construct: string): string {
  for (const [logicalId, id] of resources)
    if (new RegExp(`^${construct}[0-9A-F]{8}$`).test(logicalId)) return id;
  throw new OperatorError(`The deployment has no ${construct}. Deploy it first.`);
}

async function resourcesOf(account: Account, name: string) {
  const tables = await namedResources(account, `${name}Data`, 'AWS::DynamoDB::Table');
  const queues = await namedResources(account, `${name}CustomerData`, 'AWS::SQS::Queue');
  return {
    tables: {
      records: named(tables, 'Records'),
      identity: named(tables, 'Identity'),
      jobs: named(tables, 'Jobs'),
      audit: named(tables, 'Audit'),
    },
    queueUrl: named(queues, 'PeopleQueue'),
  };
}

/** `npm run restore -- <moment> [table…]`: brings tables back to a moment of the last 35 days. */
try {
  const [text = '', ...names] = process.argv.slice(2);
  const moment = Moment.safeParse(text);
  const wanted = z.array(z.enum(recoverable)).safeParse(names.length > 0 ? names : ['records']);
  if (!moment.success || !wanted.success)
    throw new OperatorError(
      `Say the moment and the tables: npm run restore -- 2026-03-01T09:30:00Z records (of ${recoverable.join(', ')}). docs/restore.md says what to do before and after.`,
    );
  const { name } = await readSettings(settingsPath);
  const account = await currentAccount();
  const { tables, queueUrl } = await resourcesOf(account, name);
  const list: readonly RecoverableTable[] = wanted.data;
  await ask(
    `What was written to ${list.join(', ')} of “${name}” after ${moment.data.toISOString()} will be lost. Type the deployment's name to go on:`,
    'STRATUS_RESTORE',
    (answer) => answer === name,
  );
  const { region } = account;
  const started = Date.now();
  await restoreTables(
    {
      dynamodb: new DynamoDBClient({ region, maxAttempts: 10 }),
      sqs: new SQSClient({ region }),
      tables,
      jobsTable: tables.jobs,
      queueUrl,
      tell: console.log,
    },
    list,
    moment.data,
  );
  const minutes = Math.round((Date.now() - started) / 60_000);
  console.log(`Done in ${minutes} minutes. Go on with step 5 of docs/restore.md.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
