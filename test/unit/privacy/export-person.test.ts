import { expect, it } from 'vitest';
import type { PersonNeeds } from '#functions/privacy-worker/person-world';
import { runPersonRequest } from '#functions/privacy-worker/run-person-request';
import { toAuditItem } from '#shared/audit/audit-item';
import { shippedDefinitions } from '#shared/objects/shipped-definitions';
import { noReceipt, type PersonRequest, personFileKey } from '#shared/privacy/person-request';

const at = '2026-03-01T08:00:00.000Z';
const begun: PersonRequest = {
  ...{ id: 'r1', kind: 'export', state: 'queued', reason: 'Asked', startedBy: 'ada' },
  ...{ createdAt: at, version: 1, step: 'collect', linked: [], importIds: [] },
  subjects: [{ object: 'contact', id: 'person' }],
  receipt: noReceipt,
};

/** An audit of so many pages, each with one entry about the person and one about somebody else. */
function audited(pages: number) {
  let request = begun;
  const stored = new Map<string, string>();
  let messages = 1;
  const entry = (id: string, subject: string) =>
    toAuditItem(
      {
        ...{ id, at, by: 'ada', action: 'updated', subject: 'contact', subjectIds: [subject] },
        ...{ fields: ['email'], means: 'api', cause: 'request-1' },
      },
      24,
    );
  const needs = {
    store: { get: async () => undefined, getBinned: async () => undefined },
    requests: {
      find: async () => request,
      async save(after: PersonRequest) {
        request = { ...after, version: after.version + 1 };
        return request;
      },
    },
    queue: {
      async send() {
        messages += 1;
      },
    },
    sweep: {
      async scan(_table: string, after: string | undefined) {
        const page = Number(after ?? 0);
        const items = [entry(`own-${page}`, 'person'), entry(`other-${page}`, 'somebody')];
        return { items, next: page + 1 < pages ? String(page + 1) : undefined };
      },
    },
    files: {
      async write(key: string, body: string) {
        stored.set(key, body);
        return body.length;
      },
      readText: async (key: string) => stored.get(key),
      async removeAll([prefix]: string[]) {
        for (const key of stored.keys()) if (key.startsWith(prefix!)) stored.delete(key);
      },
    },
    definitions: shippedDefinitions,
    clock: { now: () => new Date(at) },
  } as unknown as PersonNeeds;
  const take = () => {
    messages -= 1;
    return messages >= 0;
  };
  return { needs, stored, request: () => request, take };
}

it('PRIV-01: looks through an audit of any length in pieces, and leaves one whole file', async () => {
  const world = audited(7);
  let runs = 0;
  while (world.take()) {
    runs += 1;
    let pages = 2;
    const mayGoOn = () => {
      pages -= 1;
      return pages > 0;
    };
    const outcome = await runPersonRequest(world.needs, { requestId: 'r1' }, mayGoOn);
    expect(outcome).toBe(world.request().state === 'done' ? 'ended' : 'unfinished');
  }
  expect(runs).toBe(4);
  expect([...world.stored.keys()]).toEqual([personFileKey(begun)]);
  const file = JSON.parse(world.stored.get(personFileKey(begun))!);
  expect(file.audit.map(({ id }: { id: string }) => id)).toEqual(
    Array.from({ length: 7 }, (_, page) => `own-${page}`),
  );
});
