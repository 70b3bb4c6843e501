import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { createDynamoDb } from '#infra/local/dynamodb/service';
import { createDocumentClient } from '#shared/data/document-client';
import { createDynamoMatchIndex } from '#shared/duplicates/dynamo-match-index';
import { createDynamoMatchWriter } from '#shared/duplicates/dynamo-match-writer';
import { inProcess } from '#test/contract/dynamodb/served-dynamodb';
import { createSearchTable } from './search-table.ts';
import { createSurroundings, OPERATOR_KEYS } from './served-cloud.ts';
import { sorted } from './sorted.ts';

/** Match keys in the emulated DynamoDB without a network; counts the units of whatever is asked. */
export async function openMatchTable() {
  const surroundings = createSurroundings();
  const documents = createDocumentClient({
    region: 'eu-west-1',
    credentials: OPERATOR_KEYS,
    requestHandler: inProcess(createDynamoDb(surroundings.context)),
  });
  let units = 0;
  let asked: string[] = [];
  documents.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        asked.push(commandName ?? '');
        const isCounted = /^(Query|BatchGet|TransactWrite)/.test(commandName ?? '');
        const input = { ...call.input, ReturnConsumedCapacity: 'TOTAL' };
        const result = await next(isCounted ? { ...call, input } : call);
        const { ConsumedCapacity } = result.output as {
          ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
        };
        for (const each of [ConsumedCapacity ?? []].flat()) units += each.CapacityUnits ?? 0;
        return result;
      },
    { step: 'initialize' },
  );
  await createSearchTable(documents);
  return {
    index: createDynamoMatchIndex(documents, 'search'),
    writer: createDynamoMatchWriter(documents, 'search'),
    /** What the work has cost. */
    async unitsOf(work: () => Promise<unknown>): Promise<number> {
      units = 0;
      await work();
      return units;
    },
    /** The commands that the work sends. */
    async commandsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
      asked = [];
      await work();
      return asked;
    },
    /** Everything in the table, without the counts of writes. */
    async items(): Promise<string[]> {
      const found: string[] = [];
      for await (const { Items = [] } of paginateScan(
        { client: documents },
        { TableName: 'search' },
      ))
        for (const { version: _, ...item } of Items) found.push(JSON.stringify(sorted(item)));
      return found.sort();
    },
    close: () => surroundings.close(),
  };
}
