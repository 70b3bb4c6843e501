import { GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { clientOptions, output } from '#infra/example/organisation';
import type { TestCloud } from './cloud.ts';
import { everyItem } from './record-digest.ts';

/** Every version of every object of the files' bucket, by its key, as text. */
async function* everyFile({ deployment }: TestCloud) {
  const client = new S3Client(clientOptions(deployment));
  const Bucket = output(deployment, 'FilesBucket');
  const { Versions = [], IsTruncated } = await client.send(
    new ListObjectVersionsCommand({ Bucket }),
  );
  if (IsTruncated) throw new Error('There are more files than one list holds.');
  for (const { Key = '', VersionId } of Versions) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    yield { key: Key, text: (await Body?.transformToString('utf-8')) ?? '' };
  }
}

/** Where one of the texts stands, in whatever case: items by table and key, files by key. */
export async function placesOf(cloud: TestCloud, texts: readonly string[]): Promise<string[]> {
  const wanted = texts.map((text) => text.toLowerCase());
  const holds = (text: string) => wanted.some((each) => text.toLowerCase().includes(each));
  const places: string[] = [];
  for await (const { table, item } of everyItem(cloud))
    if (holds(JSON.stringify(item))) places.push(`${table} ${item['pk']} ${item['sk']}`);
  for await (const { key, text } of everyFile(cloud)) if (holds(text)) places.push(key);
  return places;
}
