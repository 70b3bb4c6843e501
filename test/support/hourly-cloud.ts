import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { ApiClient } from './api-client.ts';
import { bootCloud, type TestCloud } from './cloud.ts';

/**
 * A cloud for the file, and before each test an administrator who has just signed in. Each test stands in
 * an hour of its own, so that no limit of another is in its way; no schedule runs in all these hours.
 */
export function hourlyCloud(use: (cloud: TestCloud, administrator: ApiClient) => void): void {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await bootCloud({ runsSchedules: false });
  });
  afterAll(() => cloud?.close());
  beforeEach(async () => {
    await cloud.cloud.clock.advance(61 * 60_000);
    use(cloud, await cloud.as('administrator'));
  });
}
