import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { tables as definitions, type TableName } from '#shared/data/tables';
import { type Account, currentAccount, OperatorError, resourceNamed } from './account.ts';
import { ask } from './ask.ts';
import { readSettings, settingsPath } from './read-settings.ts';
import { restoreDeleted } from './restore-deleted.ts';
import { recoverable, restoreTables } from './restore-tables.ts';

const Deleted = z.array(
  z.custom<TableName>((name) => typeof name === 'string' && Object.hasOwn(definitions, name)),
);
const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

async function resourcesOf(account: Account, name: string) {
  const table = (construct: string) =>
    resourceNamed(account, `${name}Data`, 'AWS::DynamoDB::Table', construct);
  return {
    tables: {
      records: await table('Records'),
      identity: await table('Identity'),
      jobs: await table('Jobs'),
      search: await table('Search'),
      audit: await table('Audit'),
    },
    queueUrl: await resourceNamed(account, `${name}CustomerData`, 'AWS::SQS::Queue', 'PeopleQueue'),
  };
}

/** What the operator asks for: tables at a moment, or tables that were deleted as they were then. */
function wishOf([when = '', ...names]: readonly string[]) {
  const given = names.length > 0 ? names : ['records'];
  if (when === 'deleted') {
    const deleted = Deleted.safeParse(given);
    if (deleted.success) return { deleted: deleted.data };
  }
  const moment = Moment.safeParse(when);
  const wanted = z.array(z.enum(recoverable)).safeParse(given);
  if (moment.success && wanted.success) return { moment: moment.data, wanted: wanted.data };
  throw new OperatorError(
    `Say the moment and the tables: npm run restore -- 2026-03-01T09:30:00Z records (of ${recoverable.join(', ')}), or “deleted” and the tables that are gone: npm run restore -- deleted records. docs/restore.md says what to do before and after.`,
  );
}

/**
 * `npm run restore -- <moment> [table…]`: brings tables back to a moment of the last 35 days.
 * `npm run restore -- deleted [table…]`: brings back tables that were deleted.
 */
try {
  const wish = wishOf(process.argv.slice(2));
  const { name } = await readSettings(settingsPath);
  const account = await currentAccount();
  const { tables, queueUrl } = await resourcesOf(account, name);
  const what = wish.deleted
    ? `${wish.deleted.join(', ')} of “${name}” will be brought back as it was when it was deleted.`
    : `What was written to ${wish.wanted.join(', ')} of “${name}” after ${wish.moment.toISOString()} will be lost.`;
  await ask(
    `${what} Type the deployment's name to go on:`,
    'STRATUS_RESTORE',
    (answer) => answer === name,
  );
  const { region } = account;
  const started = Date.now();
  const needs = {
    dynamodb: new DynamoDBClient({ region, maxAttempts: 10 }),
    sqs: new SQSClient({ region }),
    lambda: new LambdaClient({ region, maxAttempts: 10 }),
    tables,
    deployment: name,
    jobsTable: tables.jobs,
    queueUrl,
    tell: console.log,
  };
  if (wish.deleted) await restoreDeleted(needs, wish.deleted);
  else await restoreTables(needs, wish.wanted, wish.moment);
  const minutes = Math.round((Date.now() - started) / 60_000);
  console.log(`Done in ${minutes} minutes. Go on with step 5 of docs/restore.md.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
