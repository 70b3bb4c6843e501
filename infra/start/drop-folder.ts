import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

export interface DropFolderNeeds {
  readonly s3: S3Client;
  readonly bucket: string;
  /** The folder people copy files into; `taken/` and `results/` are made inside. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

const ownFolders = ['taken', 'results'];

/**
 * Stands in for a file-transfer client on the laptop: what is copied into the folder is put under
 * `inbox/` of the bucket and moved to `taken/`; what imports write under `outbox/` appears in
 * `results/`. Returns a function that stops it.
 */
export async function watchDropFolder(needs: DropFolderNeeds): Promise<() => void> {
  for (const name of ownFolders) await mkdir(join(needs.folder, name), { recursive: true });
  const sizes = new Map<string, number>();
  const fetched = new Set<string>();
  let busy = false;
  const round = async () => {
    if (busy) return;
    busy = true;
    try {
      await takeFiles(needs, sizes);
      await fetchResults(needs, fetched);
    } catch (error) {
      needs.say(
        `The drop folder could not be read: ${error instanceof Error ? error.message : ''}`,
      );
    } finally {
      busy = false;
    }
  };
  await round();
  const timer = setInterval(() => void round(), 500);
  return () => clearInterval(timer);
}

/** Takes each file whose size has not changed since the last look, so that no half copy is taken. */
async function takeFiles(needs: DropFolderNeeds, sizes: Map<string, number>): Promise<void> {
  for (const entry of await readdir(needs.folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(needs.folder, path);
    if (
      !entry.isFile() ||
      entry.name.startsWith('.') ||
      ownFolders.includes(name.split(sep)[0] ?? '')
    )
      continue;
    const { size } = await stat(path);
    if (sizes.get(path) !== size) {
      sizes.set(path, size);
      continue;
    }
    sizes.delete(path);
    const key = `inbox/${name.split(sep).join('/')}`;
    await needs.s3.send(
      new PutObjectCommand({
        Bucket: needs.bucket,
        Key: key,
        Body: createReadStream(path),
        ContentLength: size,
      }),
    );
    const taken = join(needs.folder, 'taken', name);
    await mkdir(dirname(taken), { recursive: true });
    await rename(path, taken);
    needs.say(`Took ${name}; its import has started.`);
  }
}

async function fetchResults(needs: DropFolderNeeds, fetched: Set<string>): Promise<void> {
  const { Contents = [] } = await needs.s3.send(
    new ListObjectsV2Command({ Bucket: needs.bucket, Prefix: 'outbox/' }),
  );
  for (const { Key: key = '', ETag: etag = '' } of Contents) {
    const version = `${key} ${etag}`;
    if (fetched.has(version)) continue;
    const { Body } = await needs.s3.send(new GetObjectCommand({ Bucket: needs.bucket, Key: key }));
    if (!Body) continue;
    const path = join(needs.folder, 'results', ...key.split('/').slice(1));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await Body.transformToByteArray());
    fetched.add(version);
  }
}
