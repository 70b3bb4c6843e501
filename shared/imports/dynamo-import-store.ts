import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { queryAll } from '#shared/data/query-all';
import {
  contentKey,
  expiryAt,
  fromJobItem,
  fromResultItem,
  jobKey,
  listedPartition,
  openPartition,
  progressKey,
  resultKey,
  resultPrefix,
  StoredContent,
  StoredProgress,
  toJobItem,
} from './import-item.ts';
import type { ImportJob } from './import-job.ts';
import { type ImportState, priorStates } from './import-states.ts';
import type { ImportStore, JobChanges } from './import-store.ts';

/** Imports over table `jobs`. */
export function createDynamoImportStore(
  documents: DynamoDBDocumentClient,
  table: string,
  now: () => string,
): ImportStore {
  const read = async (key: Record<string, string>): Promise<unknown> =>
    (await documents.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true })))
      .Item;

  const putIf = async (
    item: Record<string, unknown>,
    condition: Omit<PutCommandInput, 'TableName' | 'Item'>,
  ): Promise<boolean> => {
    try {
      await documents.send(new PutCommand({ TableName: table, Item: item, ...condition }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };
  const ifAbsent = { ConditionExpression: 'attribute_not_exists(pk)' } as const;
  const get = async (id: string) => fromJobItem(await read(jobKey(id)));

  /** Replaces the job if nobody changed it since it was read. */
  const replace = (before: ImportJob, after: ImportJob) =>
    putIf(toJobItem(after), {
      ConditionExpression: '#state = :state AND #redrives = :redrives AND #updatedAt = :updatedAt',
      ExpressionAttributeNames: {
        '#state': 'state',
        '#redrives': 'redrives',
        '#updatedAt': 'updatedAt',
      },
      ExpressionAttributeValues: {
        ':state': before.state,
        ':redrives': before.redrives,
        ':updatedAt': before.updatedAt,
      },
    });
  const change = async (
    id: string,
    from: readonly ImportState[],
    to: ImportState | undefined,
    changes: JobChanges,
  ) => {
    for (;;) {
      const before = await get(id);
      if (!before || !from.includes(before.state)) return undefined;
      const after = { ...before, ...changes, state: to ?? before.state, updatedAt: now() };
      if (await replace(before, after)) return after;
    }
  };

  return {
    create: (job) => putIf(toJobItem(job), ifAbsent),
    get,
    move: (id, to, changes) => change(id, priorStates[to], to, changes),
    amend: (id, states, changes) => change(id, states, undefined, changes),
    async list({ limit, after }) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'listed',
          KeyConditionExpression: after ? 'listPk = :pk AND listSk < :after' : 'listPk = :pk',
          ExpressionAttributeValues: {
            ':pk': listedPartition,
            ...(after ? { ':after': after } : {}),
          },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      const jobs = Items.flatMap((item) => fromJobItem(item) ?? []);
      return { jobs, next: LastEvaluatedKey && jobs.at(-1)?.id };
    },
    async listOpen() {
      const items = await queryAll(documents, {
        TableName: table,
        IndexName: 'open',
        KeyConditionExpression: 'openPk = :pk',
        ExpressionAttributeValues: { ':pk': openPartition },
      });
      return items.flatMap((item) => fromJobItem(item) ?? []);
    },
    putResult: (id, stage, result) =>
      putIf(
        { ...resultKey(id, stage, result.chunk), result, expiresAt: expiryAt(now()) },
        ifAbsent,
      ),
    getResult: async (id, stage, chunk) => fromResultItem(await read(resultKey(id, stage, chunk))),
    async results(id, stage) {
      const items = await queryAll(documents, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': jobKey(id).pk, ':prefix': resultPrefix(stage) },
      });
      return items.flatMap((item) => fromResultItem(item) ?? []);
    },
    async dropResults(id, stage, chunks) {
      for (const chunk of chunks)
        await documents.send(
          new DeleteCommand({ TableName: table, Key: resultKey(id, stage, chunk) }),
        );
    },
    async noteProgress(id, stage) {
      const { Attributes } = await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: progressKey(id, stage),
          UpdateExpression: 'ADD #done :one SET #at = :at, expiresAt = :expiresAt',
          ExpressionAttributeNames: { '#done': 'done', '#at': 'at' },
          ExpressionAttributeValues: { ':one': 1, ':at': now(), ':expiresAt': expiryAt(now()) },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return StoredProgress.parse(Attributes).done;
    },
    async lastProgress(id, stage) {
      const item = await read(progressKey(id, stage));
      return item === undefined ? undefined : StoredProgress.parse(item).at;
    },
    noteRedrive: (job, redrives) => replace(job, { ...job, redrives, updatedAt: now() }),
    async claimContent(hash, importId, unless) {
      const claimed = await putIf(
        { ...contentKey(hash), importId, expiresAt: expiryAt(now()) },
        {
          ConditionExpression: 'attribute_not_exists(pk) OR importId IN (:mine, :unless)',
          ExpressionAttributeValues: { ':mine': importId, ':unless': unless ?? importId },
        },
      );
      if (claimed) return importId;
      const holder = StoredContent.safeParse(await read(contentKey(hash)));
      return holder.success ? holder.data.importId : importId;
    },
  };
}
