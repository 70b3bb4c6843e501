import {
  DescribeContinuousBackupsCommand,
  RestoreTableToPointInTimeCommand,
  TableAlreadyExistsException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { OperatorError } from './account.ts';
import { type BroughtBack, bringBack } from './bring-back.ts';
import { type ErasureNeeds, eraseAgain } from './erase-again.ts';
import type { Item } from './item-digest.ts';

/** Tables that can be brought back; the search index follows from the records by itself. */
export const recoverable = ['records', 'identity', 'jobs', 'audit'] as const;

export type RecoverableTable = (typeof recoverable)[number];

export interface RestoreNeeds extends ErasureNeeds {
  /** The deployment's own names of its tables. */
  readonly tables: Readonly<Record<RecoverableTable, string>>;
  readonly tell: (text: string) => void;
}

export interface Restored {
  readonly tables: Readonly<Partial<Record<RecoverableTable, BroughtBack>>>;
  readonly erasedAgain: readonly string[];
}

/**
 * What keeps erased people erased outlives a restore: who they were, as keyed hashes, and the requests
 * by which they are erased once more. So do secrets, which those hashes are keyed with.
 */
function stays({ pk }: Item): boolean {
  return /^(erased|person-request|secret)#/.test(pk?.S ?? '');
}

/**
 * Brings tables back to a moment: makes a copy of each as it was then, makes the table what the copy
 * is, compares both, and has everybody erased again who was erased since. Run again after it broke off,
 * it goes on. Throws `OperatorError` where a table does not reach back so far.
 */
export async function restoreTables(
  needs: RestoreNeeds,
  wanted: readonly RecoverableTable[],
  moment: Date,
): Promise<Restored> {
  const { dynamodb, tables, tell } = needs;
  for (const name of wanted) await checkReach(needs, tables[name], moment);
  const copies = await Promise.all(wanted.map((name) => copyAt(needs, tables[name], moment)));
  const restored: Partial<Record<RecoverableTable, BroughtBack>> = {};
  for (const [at, name] of wanted.entries()) {
    const table = tables[name];
    const back = await bringBack(dynamodb, { table, copy: copies[at] ?? '', stays });
    restored[name] = back;
    const { checksums, written, removed } = back;
    tell(`${name}: ${written} items written, ${removed} removed`);
    tell(`  as it was: ${checksums.copy}`);
    tell(`  as it is:  ${checksums.table}`);
    if (checksums.copy !== checksums.table)
      throw new OperatorError(
        `The table “${name}” is not what it was: something wrote to it meanwhile. Stop that and run the command again.`,
      );
  }
  const erasedAgain = wanted.includes('records')
    ? await eraseAgain(needs, moment.toISOString())
    : [];
  if (erasedAgain.length > 0) tell(`Erased again, as asked for before: ${erasedAgain.join(', ')}`);
  return { tables: restored, erasedAgain };
}

async function checkReach({ dynamodb }: RestoreNeeds, table: string, moment: Date): Promise<void> {
  const { ContinuousBackupsDescription: backups } = await dynamodb.send(
    new DescribeContinuousBackupsCommand({ TableName: table }),
  );
  const { EarliestRestorableDateTime: first, LatestRestorableDateTime: last } =
    backups?.PointInTimeRecoveryDescription ?? {};
  if (!first || !last || moment < first || moment > last)
    throw new OperatorError(
      `${table} can be brought back to moments from ${first?.toISOString() ?? 'never'} to ${last?.toISOString() ?? 'never'}. Nothing was changed.`,
    );
}

/** The name of the copy says which moment it holds, so that a second run finds it. */
async function copyAt(
  { dynamodb, tell }: RestoreNeeds,
  table: string,
  moment: Date,
): Promise<string> {
  const copy = `${table}-at-${moment.toISOString().replace(/[^0-9TZ]/g, '')}`;
  try {
    await dynamodb.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: table,
        TargetTableName: copy,
        RestoreDateTime: moment,
      }),
    );
  } catch (error) {
    if (!(error instanceof TableAlreadyExistsException)) throw error;
  }
  tell(`Waiting for ${copy}; AWS takes 20 minutes or more for any size …`);
  await waitUntilTableExists(
    { client: dynamodb, maxWaitTime: 12 * 3_600, minDelay: 1, maxDelay: 30 },
    { TableName: copy },
  );
  return copy;
}
