import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOptions, output } from '#infra/example/organisation';
import type { ApiClient } from '#test/support/api-client';
import { bootCloud, type TestCloud } from '#test/support/cloud';

let cloud: TestCloud;
let manager: ApiClient;
let s3: S3Client;

beforeAll(async () => {
  cloud = await bootCloud();
  manager = await cloud.as('manager');
  s3 = new S3Client(clientOptions(cloud.deployment));
});
afterAll(() => cloud?.close());

interface Import {
  readonly id: string;
  readonly fileName: string;
  readonly state: string;
  readonly counts?: Readonly<Record<string, number>>;
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}

const imports = async (): Promise<readonly Import[]> => {
  await cloud.cloud.settle();
  return (await manager.send('GET', '/imports')).body.items;
};

/** Puts a file as any S3 client would; gives the import that came of it. */
async function drop(fileName: string, body: string | Uint8Array): Promise<Import> {
  const Bucket = output(cloud.deployment, 'FilesBucket');
  const before = new Set((await imports()).map(({ id }) => id));
  const Body = Buffer.from(body);
  await s3.send(new PutObjectCommand({ Bucket, Key: `inbox/${fileName}`, Body }));
  const made = (await imports()).filter(({ id }) => !before.has(id));
  expect(made.map((each) => each.fileName)).toEqual([fileName]);
  return made[0]!;
}

const fetchText = async (url: string) => (await fetch(url)).text();

describe('a file put into the bucket', () => {
  it('is imported by itself, with its report and its error file beside it', async () => {
    const rows = 'Name,Email\nAda,ada@one.example\nBob,no-address\nAda again,ADA@one.example\n';
    const made = await drop('people.csv', rows);
    expect(made).toMatchObject({
      state: 'finished_with_errors',
      counts: { created: 1, updated: 0, skipped: 1, failed: 1 },
    });
    const { body: files } = await manager.send('GET', `/imports/${made.id}/files`);
    expect(JSON.parse(await fetchText(files.report))).toMatchObject({ counts: made.counts });
    expect(await fetchText(files.errors)).toContain('Bob,no-address');
    expect(await fetchText(files.original)).toBe(rows);
    const found = await manager.send('GET', '/contacts?email=ada@one.example');
    expect(found.body.items).toMatchObject([{ name: 'Ada' }]);
  });

  it('creates nothing twice when it comes again', async () => {
    const rows = '姓名,邮箱,手机\n王小明,wang@two.example,13800138000\n';
    expect((await drop('客户.csv', rows)).counts).toMatchObject({ created: 1 });
    expect((await drop('客户 2.csv', rows)).counts).toMatchObject({ created: 0, skipped: 1 });
  });

  it.each([
    ['is empty', 'empty.csv', ''],
    ['has no rows but a header', 'header.csv', 'Name,Email\n'],
    ['has no header', 'numbers.csv', '1,2\n3,4\n'],
    [
      'has an open quote',
      'quote.csv',
      'Name,Email\n"Ada,ada@three.example\nBob,bob@three.example\n',
    ],
    ['is a PDF under another name', 'offer.csv', '%PDF-1.7\n…'],
    ['is no text', 'image.csv', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 3])],
  ])('that %s fails with one sentence and is kept', async (_title, fileName, body) => {
    const made = await drop(fileName, body);
    expect(made.state).toBe('failed');
    expect(made.problems).toHaveLength(1);
    expect(made.problems[0]!.message).toMatch(/^.+[.。]$/);
    const { body: files } = await manager.send('GET', `/imports/${made.id}/files`);
    const original = await (await fetch(files.original)).arrayBuffer();
    expect(Buffer.from(original)).toEqual(Buffer.from(body));
    expect((await manager.send('GET', '/contacts?email=bob@three.example')).body.items).toEqual([]);
  });
});

describe('an upload', () => {
  async function form(fileName: string) {
    const { body } = await manager.send('POST', '/imports', { body: { fileName } });
    return body as { import: Import; upload: { url: string; fields: Record<string, string> } };
  }
  async function post({ upload }: Awaited<ReturnType<typeof form>>, text: string, more = {}) {
    const data = new FormData();
    for (const [name, value] of Object.entries({ ...upload.fields, ...more }))
      data.append(name, value);
    data.append('file', new Blob([text]));
    return (await fetch(upload.url, { method: 'POST', body: data })).status;
  }

  it('through the form is imported for the person who asked for it', async () => {
    const asked = await form('mine.csv');
    expect(await post(asked, 'Name,Email\nEve,eve@four.example\n')).toBe(204);
    await cloud.cloud.settle();
    const { body } = await manager.send('GET', `/imports/${asked.import.id}`);
    expect(body).toMatchObject({ state: 'finished', counts: { created: 1 }, fileName: 'mine.csv' });
    const found = await manager.send('GET', '/contacts?email=eve@four.example');
    expect(found.body.items).toMatchObject([{ ownerId: cloud.person('manager').userId }]);
  });

  it('IMP-01, IMP-26: goes to the form’s own key only, and not after ten minutes', async () => {
    const asked = await form('other.csv');
    expect(await post(asked, 'Name\nX\n', { key: 'inbox/chosen.csv' })).toBe(403);
    expect(await post(asked, '')).toBe(400);
    await cloud.cloud.clock.advance(11 * 60_000);
    expect(await post(asked, 'Name\nX\n')).toBe(403);
  });
});
