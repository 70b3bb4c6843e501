import { searchObject } from '#functions/search/search-object';
import { readQuery } from '#functions/search/search-query';
import { indexRecords } from '#functions/search-index/index-records';
import { createDynamoDb } from '#infra/local/dynamodb/service';
import type { Principal } from '#shared/auth/principal';
import { createDocumentClient } from '#shared/data/document-client';
import { systemClock } from '#shared/domain/clock';
import { contact } from '#shared/objects/contact';
import type { Policy } from '#shared/permissions/policy';
import type { Scope } from '#shared/permissions/rights';
import type { StoredRecord } from '#shared/records/record';
import { createDynamoIndexWriter, type IndexWrites } from '#shared/search/dynamo-index-writer';
import { createDynamoSearchIndex } from '#shared/search/dynamo-search-index';
import { createDynamoTagCatalogue } from '#shared/search/dynamo-tag-catalogue';
import { inProcess } from '#test/contract/dynamodb/served-dynamodb';
import { createSearchTable } from './search-table.ts';
import { createSurroundings, OPERATOR_KEYS } from './served-cloud.ts';

const at = '2026-01-01T00:00:00.000Z';
const id = (number: number) => `01KE${String(number).padStart(22, '0')}`;
export const searcher = 'searcher';
export const searcherTeam = 'team-1';

function person(number: number, values: Record<string, string>, ownerId: string, teamId: string) {
  return {
    id: id(number),
    version: 1,
    values: { ...values, ownerId },
    teamId,
    createdAt: at,
    createdBy: ownerId,
    updatedAt: at,
    updatedBy: ownerId,
  } satisfies StoredRecord;
}

/** Who is always there: the only John Smiths and Zebrowskis, and what the searcher owns. */
const fixed: readonly StoredRecord[] = [
  person(1, { name: 'John Smith', email: 'john.smith@one.example' }, 'other', 'team-2'),
  person(2, { name: 'Smith John', companyName: 'Acme' }, 'other', 'team-2'),
  person(3, { name: 'Ada Zebrowski' }, 'other', 'team-2'),
  person(4, { name: 'John Own', email: 'john@own.example' }, searcher, searcherTeam),
  person(5, { name: 'Ada Own' }, searcher, 'team-2'),
  person(6, { name: 'John Team' }, 'mate', searcherTeam),
];

const firstNames = ['John', 'Mary', 'Ada', 'Peter', 'Li'];
const lastNames = ['Smith', 'Jones', 'Brown', 'Garcia', 'Weber'];

/** A crowd of common names in which no John is a Smith. */
function crowd(number: number): StoredRecord {
  const first = firstNames[number % 5] ?? '';
  const last = lastNames[Math.floor(number / 5) % 5] ?? '';
  const name = first === 'John' && last === 'Smith' ? `John Crowd${number}` : `${first} ${last}`;
  const values = { name, email: `p${number}@crowd.example`, companyName: `Firm ${number % 997}` };
  return person(1_000 + number, values, `owner-${number % 50}`, `team-${10 + (number % 9)}`);
}

export interface Finding {
  readonly ids: readonly string[];
  readonly isExact: boolean;
  /** Read units that DynamoDB counted. */
  readonly units: number;
}

/** Where a posting lies and where a search looks: by the first two characters. */
const placeOf = (text: string) => [...text].slice(0, 2).join('');

/** The places that these searches look at. */
function placesOf(typed: readonly string[]): Set<string> {
  const asked = typed
    .map(readQuery)
    .flatMap(({ phrases, words, pairs }) => [...phrases, ...words, ...pairs]);
  return new Set(asked.map(placeOf));
}

/**
 * A search index over the fixed people and a crowd, in the emulated DynamoDB without a network. With
 * `typed` the index holds only the partitions that these searches look at: no other can cost them anything.
 */
export async function openSearchablePeople(typed?: readonly string[]) {
  const surroundings = createSurroundings();
  const requestHandler = inProcess(createDynamoDb(surroundings.context));
  const documents = createDocumentClient({
    region: 'eu-west-1',
    credentials: OPERATOR_KEYS,
    requestHandler,
  });
  let units = 0;
  documents.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        const input = { ...call.input, ReturnConsumedCapacity: 'TOTAL' };
        const result = await next(commandName === 'QueryCommand' ? { ...call, input } : call);
        const { ConsumedCapacity } = result.output as {
          ConsumedCapacity?: { CapacityUnits?: number };
        };
        units += ConsumedCapacity?.CapacityUnits ?? 0;
        return result;
      },
    { step: 'initialize' },
  );
  await createSearchTable(documents);
  const places = typed && placesOf(typed);
  const { write } = createDynamoIndexWriter(documents, 'search');
  const index = {
    write: ({ puts, deletes }: IndexWrites) =>
      write({ puts: puts.filter(({ sk }) => !places || places.has(placeOf(sk))), deletes }),
  };
  const tags = createDynamoTagCatalogue(documents, 'search', systemClock);
  const writer = { index, tags, pinyin: () => [] };
  const add = async (records: readonly StoredRecord[]) => {
    for (let from = 0; from < records.length; from += 100)
      await indexRecords(
        writer,
        records.slice(from, from + 100).map((after) => ({
          object: contact,
          recordId: after.id,
          before: undefined,
          after,
        })),
      );
  };
  await add(fixed);
  let size = 0;
  const searched = createDynamoSearchIndex(documents, 'search');
  return {
    /** Lets the crowd grow to so many. */
    async grow(to: number): Promise<void> {
      await add(Array.from({ length: to - size }, (_, more) => crowd(size + more)));
      size = to;
    },
    async find(typed: string, scope: Scope = 'all'): Promise<Finding> {
      units = 0;
      const policy = { scope: () => scope, canCompare: () => true } as unknown as Policy;
      const principal = { userId: searcher, teamId: searcherTeam } as Principal;
      const found = await searchObject(searched, policy, principal, contact, readQuery(typed), at);
      const ids = found.candidates.map(({ recordId }) => recordId).sort();
      return { ids, isExact: found.isExact, units };
    },
    id,
    close: () => surroundings.close(),
  };
}
