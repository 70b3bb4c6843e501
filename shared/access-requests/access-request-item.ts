import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ItemKey } from '#shared/data/batch-get';
import { AccessRequest, wantedText } from './access-request.ts';

/** The partition of the index `open` with all requests that somebody or something has to look at. */
export const pendingPartition = 'access-requests';

export function requestKey(requestId: string): ItemKey {
  return { pk: `access-request#${requestId}`, sk: 'request' };
}

/** Stands while a person's request for something is open, so that there is one. */
export function openKey({ userId, wanted }: Pick<AccessRequest, 'userId' | 'wanted'>): ItemKey {
  const what = createHash('sha256').update(wantedText(wanted)).digest('hex').slice(0, 26);
  return { pk: `access-asked#${userId}`, sk: `wanted#${what}` };
}

export function personPartition(userId: string): string {
  return `access-requests#${userId}`;
}

/** Whether it is open, has to be carried out, told of, or taken back one day. */
function isPending({ state, isDue, untold, answer }: AccessRequest): boolean {
  const ends = state === 'granted' && answer?.until !== undefined && answer.roleId !== undefined;
  return state === 'open' || isDue || untold !== undefined || ends;
}

/** Without a time to live: who was given what, and why, is evidence. */
export function toRequestItem(request: AccessRequest): Record<string, unknown> {
  const { requestId, userId } = request;
  return {
    ...requestKey(requestId),
    schemaVersion: 1,
    ...request,
    listPk: personPartition(userId),
    listSk: requestId,
    ...(isPending(request) ? { openPk: pendingPartition, openSk: requestId } : {}),
  };
}

const Stored = AccessRequest.extend({ schemaVersion: z.literal(1) });

export function fromRequestItem(item: unknown): AccessRequest {
  const { schemaVersion: _, ...request } = Stored.parse(item);
  return request;
}
