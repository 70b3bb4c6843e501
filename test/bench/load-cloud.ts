import { rm } from 'node:fs/promises';
import { bootCloud, type TestCloud } from '#test/support/cloud';
import { hire } from '#test/support/people';
import { everyItem } from '#test/support/record-digest';
import { answerCalls } from './child.ts';

/** Who sends requests, by what they send them with. */
export interface LoadCallers {
  readonly api: string;
  readonly people: readonly string[];
  readonly keys: readonly string[];
}

/** A contact as it is stored in the end. */
export interface StoredContact {
  readonly id: string;
  readonly email: string;
  readonly isDeleted: boolean;
  readonly jobTitle: string | undefined;
}

let cloud: TestCloud | undefined;
let folder = '';

function running(): TestCloud {
  if (!cloud) throw new Error('The cloud has not been started.');
  return cloud;
}

const calls = {
  /** The whole product on disk, with so many people who have signed in, and API keys. */
  async start(asked: {
    readonly assembly: string;
    readonly dataDir: string;
    readonly people: number;
    readonly keys: number;
  }): Promise<LoadCallers> {
    folder = asked.dataDir;
    await rm(folder, { recursive: true, force: true });
    cloud = await bootCloud({ assembly: asked.assembly, dataDir: folder });
    const administrator = await cloud.as('administrator');
    const people: string[] = [];
    for (let number = 0; number < asked.people; number += 1) {
      const application = { email: `load-${number}@example.com`, role: 'manager' };
      people.push((await hire(cloud, administrator, application)).client.token ?? '');
    }
    const keys: string[] = [];
    for (let number = 0; number < asked.keys; number += 1) {
      const body = { name: `System ${number}`, userId: cloud.person('manager').userId };
      const { body: made } = await (await cloud.as('administrator')).send('POST', '/api-keys', {
        body,
      });
      keys.push(made.secret);
    }
    await cloud.cloud.settle();
    return { api: cloud.cloud.api, people, keys };
  },

  /** What the process has, functions included, in MB. */
  memory: (_: undefined) => process.memoryUsage.rss() / 1e6,

  /** What the cloud itself cannot let go of, without its functions, in MB. */
  held(_: undefined): number {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / 1e6;
  },

  /** Once all that follows from the requests has been done. */
  async stored(_: undefined): Promise<readonly StoredContact[]> {
    await running().cloud.settle();
    const found: StoredContact[] = [];
    for await (const { item } of everyItem(running())) {
      const { pk, sk, status, values } = item;
      if (sk !== 'record' || !String(pk).startsWith('contact#')) continue;
      found.push({
        id: String(pk).slice('contact#'.length),
        email: values.email ?? '',
        isDeleted: status !== 'live',
        jobTitle: values.jobTitle,
      });
    }
    return found;
  },

  /** Events that tell administrators of a caller who was paused. */
  async pauses(_: undefined): Promise<number> {
    const administrator = await running().as('administrator');
    const { body } = await administrator.send('GET', '/security-events');
    return body.events.filter(({ name }: { name: string }) => name.endsWith('.paused')).length;
  },

  async close(_: undefined): Promise<void> {
    await cloud?.close();
    await rm(folder, { recursive: true, force: true });
  },
};

export type LoadCloudCalls = typeof calls;

answerCalls(calls);
