import { localSettings } from '#infra/settings';
import { synthesize } from '#infra/synthesize';

/** Where the tests' assembly lies; made once per change of inputs, shared by all test files. */
export const testBuild = 'build/test';

/** The port that the links in mails name; nothing listens there in tests. */
export const testPort = 4799;

/** Vitest's global set-up of the slow project: the bundles and templates every test boots from. */
export async function setup(): Promise<void> {
  await synthesize(localSettings(testPort), testBuild);
}
