import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planImport } from '#functions/import-plan/plan-import';
import { workChunk } from '#functions/import-rows/work-chunk';
import { createS3FileLinks } from '#shared/files/s3-file-links';
import { importKeys } from '#shared/imports/import-plan';
import { contact } from '#shared/objects/contact';
import { openImportCloud } from './import-cloud.ts';

let cloud: Awaited<ReturnType<typeof openImportCloud>>;

beforeAll(async () => {
  cloud = await openImportCloud();
});
afterAll(() => cloud.close());

async function drop(key: string, body: string | Uint8Array) {
  const job = await planImport(cloud.needs, await cloud.put(key, body));
  for (let next = cloud.messages.shift(); next; next = cloud.messages.shift())
    await workChunk(cloud.needs, next);
  return job && (await cloud.needs.store.get(job.id));
}

const people = (from: number, count: number, domain = 'example.com') =>
  Array.from({ length: count }, (_, at) => `P ${from + at},p${from + at}@${domain}`).join('\n');

describe('imports over DynamoDB and S3', () => {
  it('creates, skips and fails rows, and leaves report and error file in the outbox', async () => {
    const job = await drop(
      'inbox/a.csv',
      `Name,Email\n${people(0, 620)}\nBad,bad\nX,p3@example.com\n`,
    );
    expect(job).toMatchObject({
      state: 'finished_with_errors',
      rows: 622,
      chunks: 2,
      counts: { created: 620, updated: 0, skipped: 1, failed: 1 },
    });
    const id = job?.id ?? '';
    expect(await cloud.needs.files.readText(importKeys.errors(id))).toContain('\r\nBad,bad,');
    const report = JSON.parse((await cloud.needs.files.readText(importKeys.report(id))) ?? '');
    expect(report).toMatchObject({ counts: job?.counts, state: 'finished_with_errors' });
    const holders = await cloud.needs.records.findHolders(contact, [
      { field: 'email', value: 'p3@example.com' },
    ]);
    const [record] = await cloud.needs.records.getMany(contact, [...holders.values()]);
    expect(record).toMatchObject({ values: { name: 'P 3' }, createdAt: cloud.needs.now() });
  });

  it('makes nothing twice: the same file, and rows without any key in another one', async () => {
    const text = '姓名,手机\n王伟,13800138000\n李娜,13900139000\n王伟,138-0013-8000\n';
    const skipped = (count: number, created = 0) => ({
      counts: { created, updated: 0, skipped: count, failed: 0 },
    });
    const first = await drop('inbox/b.csv', text);
    expect(first).toMatchObject(skipped(1, 2));
    expect(await drop('inbox/c.csv', text)).toMatchObject({ ...skipped(3), sameAs: first?.id });
    expect(await drop('inbox/d.csv', `${text}陈静,13700137000\n`)).toMatchObject(skipped(3, 1));
  });

  it('makes one import of one version, and another of the next (IMP-02, IMP-04)', async () => {
    const notice = await cloud.put('inbox/e.csv', `Name,Email\n${people(0, 2, 'one.example')}\n`);
    const first = await planImport(cloud.needs, notice);
    expect((await planImport(cloud.needs, notice))?.id).toBe(first?.id);
    const next = await cloud.put('inbox/e.csv', `Name,Email\n${people(0, 2, 'two.example')}\n`);
    const second = await planImport(cloud.needs, next);
    expect(second?.id).not.toBe(first?.id);
    // The first import still reads the version it was started by.
    expect((await planImport(cloud.needs, notice))?.source?.versionId).toBe(
      notice.detail.object['version-id'],
    );
    cloud.messages.length = 0;
  });

  it('moves between states only as the table of states allows', async () => {
    const { store } = cloud.needs;
    const job = await drop('inbox/f.csv', `Name,Email\n${people(0, 1, 'three.example')}\n`);
    const id = job?.id ?? '';
    expect(await store.move(id, 'cancelled', {})).toBeUndefined();
    expect(await store.move(id, 'testing', {})).toBeUndefined();
    expect(await store.create({ ...job!, state: 'uploaded' })).toBe(false);
    expect(await store.putResult(id, 'rows', { chunk: 1, counts: job!.counts!, warnings: 0 })).toBe(
      false,
    );
  });

  it('lets one of two racing transitions win', async () => {
    const { store } = cloud.needs;
    const id = '01JD8Y7N9Q4V5W2X3Z6A8B0CDE';
    const at = cloud.needs.now();
    const facts = { fileName: 'f', startedBy: 'u', createdAt: at, updatedAt: at };
    await store.create({ ...facts, id, state: 'uploaded', problems: [], redrives: 0 });
    const ends = await Promise.all([store.move(id, 'failed', {}), store.move(id, 'cancelled', {})]);
    expect(ends.filter((end) => end !== undefined)).toHaveLength(1);
  });

  it('lists imports newest first, page by page, and the open ones apart', async () => {
    const { store } = cloud.needs;
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await store.list({ limit: 3, after });
      seen.push(...page.jobs.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    const open = await store.listOpen();
    const untold = open.filter(({ state }) => state !== 'running');
    expect(untold.map(({ announce }) => announce)).toEqual(untold.map(() => true));
    for (const { id, state } of untold) await store.amend(id, [state], { announce: false });
    expect((await store.listOpen()).map(({ state }) => state)).toContain('running');
    expect((await store.listOpen()).map(({ state }) => state)).not.toContain('finished');
  });

  it('sees again that a record is gone, and lets its row in an hour later', async () => {
    const { claims, store } = cloud.needs;
    const at = cloud.needs.now();
    const claim = { key: 'k1', recordId: 'gone' };
    expect((await claims.claim('contact', [claim], at)).size).toBe(0);
    expect((await claims.claim('contact', [claim], at)).size).toBe(0);
    const other = { key: 'k1', recordId: 'new' };
    const held = await claims.claim('contact', [other, { key: 'k2', recordId: 'new2' }], at);
    expect([...held]).toEqual([['k1', { recordId: 'gone', at }]]);
    expect(await claims.takeOver('contact', other, { recordId: 'gone', at }, at)).toBe(true);
    expect(await claims.takeOver('contact', claim, { recordId: 'gone', at }, at)).toBe(false);
    expect(await store.noteProgress('x', 'rows')).toBe(1);
    expect(await store.noteProgress('x', 'rows')).toBe(2);
  });

  it('streams large files out in parts', async () => {
    const block = new Uint8Array(3 * 1_048_576).fill(0x61);
    const blocks = async function* (count: number) {
      for (let at = 0; at < count; at++) yield block;
    };
    const { files } = cloud.needs;
    for (const count of [0, 1, 7]) {
      await files.writeStream(`imports/x/${count}.csv`, blocks(count), 'text/csv');
      const facts = await files.facts({ key: `imports/x/${count}.csv` });
      expect(facts?.size).toBe(count * block.byteLength);
    }
    expect(await files.facts({ key: 'imports/none' })).toBeUndefined();
    expect(await files.open({ key: 'imports/none' })).toBeUndefined();
    expect(await files.readText('imports/none')).toBeUndefined();
  });
});

describe('links to files', () => {
  it('takes one upload of the right key and size, and gives it back as a download (IMP-01, IMP-25)', async () => {
    const links = createS3FileLinks(cloud.client, cloud.bucket);
    const { url, fields } = await links.upload('uploads/01/file');
    const post = (body: string, changes: Record<string, string> = {}) => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...fields, ...changes })) form.set(name, value);
      form.set('file', new Blob([body]));
      return fetch(url, { method: 'POST', body: form });
    };
    expect((await post('Name\nAnn\n', { key: 'uploads/02/file' })).status).toBe(403);
    expect((await post('')).status).toBe(400);
    expect((await post('Name\nAnn\n')).status).toBe(204);
    const link = await links.download({ key: 'uploads/01/file' }, '客户 "x".csv');
    const answer = await fetch(link);
    expect(await answer.text()).toBe('Name\nAnn\n');
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="____x_.csv"; filename*=UTF-8\'\'%E5%AE%A2%E6%88%B7%20%22x%22.csv',
    );
  });
});
