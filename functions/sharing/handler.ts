import { openAuditTable } from '#shared/audit/audit-table';
import { createDynamoDirectory } from '#shared/auth/dynamo-directory';
import { createDynamoGate } from '#shared/auth/dynamo-gate';
import type { Principal } from '#shared/auth/principal';
import { createDocumentClient } from '#shared/data/document-client';
import { systemClock as clock } from '#shared/domain/clock';
import { ulidSource as ids } from '#shared/domain/ids';
import { apiHandler } from '#shared/http/api-handler';
import type { RequestFacts } from '#shared/http/call';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { createDynamoRecordStore } from '#shared/records/dynamo-record-store';
import { createDynamoShares } from '#shared/sharing/dynamo-shares';
import { type Recipient, type Share, shareIdOf } from '#shared/sharing/share';
import { readEnvironment } from '../define-function.ts';
import { endShare } from './end-share.ts';
import { sharingFunction } from './function.ts';
import { listSharesOfRecord, listSharesWithMe } from './list-shares.ts';
import { sharingRoutes } from './routes.ts';
import { shareRecord } from './share-record.ts';
import type { SharingDependencies } from './sharing-dependencies.ts';

const environment = readEnvironment(sharingFunction);
const { RECORDS_TABLE: table, IDENTITY_TABLE } = environment;
const documents = createDocumentClient();
const audit = openAuditTable(environment);
const needs: SharingDependencies = {
  store: createDynamoRecordStore(documents, table),
  shares: createDynamoShares({ documents, table, clock, audit, nextId: ids.next }),
  directory: createDynamoDirectory(documents, IDENTITY_TABLE),
  clock,
};

const actor = ({ userId }: Principal, { requestId, sourceIp }: RequestFacts) => ({
  userId,
  requestId,
  sourceIp,
});
const viewOf = ({ recipient: { kind, id }, ...share }: Share) => ({
  ...share,
  shareId: shareIdOf({ ...share, recipient: { kind, id } }),
  ...(kind === 'user' ? { userId: id } : { teamId: id }),
});

export const handler = apiHandler(
  sharingRoutes,
  {
    shareRecord: async ({ principal, body, request }) => {
      const { userId, teamId, ...wanted } = body;
      const recipient: Recipient =
        userId === undefined ? { kind: 'team', id: teamId ?? '' } : { kind: 'user', id: userId };
      const by = actor(principal, request);
      return { body: viewOf(await shareRecord(needs, principal, { ...wanted, recipient }, by)) };
    },
    listShares: async ({ principal, query: { object, recordId } }) => {
      const shares =
        object !== undefined && recordId !== undefined
          ? await listSharesOfRecord(needs, principal, object, recordId)
          : await listSharesWithMe(needs, principal, object);
      return { body: { shares: shares.map(viewOf) } };
    },
    endShare: async ({ principal, params, request }) => {
      await endShare(needs, principal, params.shareId, actor(principal, request));
      return { body: undefined };
    },
  },
  {
    gate: createDynamoGate({ documents, table: IDENTITY_TABLE, clock, presumes: true }),
    permits,
    appOrigin: environment.APP_ORIGIN,
    log: createLog('sharing'),
  },
);
