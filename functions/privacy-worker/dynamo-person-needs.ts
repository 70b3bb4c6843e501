import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoMembers } from '#shared/campaigns/dynamo-members';
import { createDynamoCursorSecret } from '#shared/data/dynamo-cursor-secret';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { createDynamoMatchIndex } from '#shared/duplicates/dynamo-match-index';
import { createDynamoMerges } from '#shared/merges/dynamo-merges';
import { objects } from '#shared/objects/objects';
import { createDynamoErasedPeople } from '#shared/privacy/dynamo-erased-people';
import { createDynamoPersonRequests } from '#shared/privacy/dynamo-person-requests';
import { personObjects } from '#shared/privacy/person-request';
import { findByName } from '#shared/records/dynamo-find-by-name';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoRecordErasure } from './dynamo-record-erasure.ts';
import { createDynamoTableSweep } from './dynamo-table-sweep.ts';
import type { PersonNeeds, ScannedTable } from './person-world.ts';

interface Surroundings extends Pick<PersonNeeds, 'definitions' | 'queue' | 'files'> {
  readonly documents: DynamoDBDocumentClient;
  /** Names of the tables by what they are called in the product. */
  readonly tables: Readonly<Record<ScannedTable | 'audit', string>>;
}

/** What requests about people are worked on with: everything that lies in tables. */
export function createDynamoPersonNeeds({ documents, tables, ...rest }: Surroundings): PersonNeeds {
  const { records, jobs, search } = tables;
  return {
    ...rest,
    store: createDynamoRecordStore(documents, records),
    requests: createDynamoPersonRequests(documents, jobs),
    erasure: createDynamoRecordErasure(documents, records, rest.definitions),
    sweep: createDynamoTableSweep(documents, tables),
    erased: createDynamoErasedPeople(
      documents,
      records,
      createDynamoCursorSecret(documents, records, 'erasure'),
    ),
    matches: createDynamoMatchIndex(documents, search),
    relations: createDynamoMerges(documents, records),
    members: createDynamoMembers(documents, records),
    namesakes: async (name) =>
      (
        await Promise.all(
          personObjects.map((object) => findByName(documents, records, objects[object], name)),
        )
      ).flat(),
    clock,
    ids,
  };
}
