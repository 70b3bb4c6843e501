import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take a minute or more: begun last, one of them would go on alone. */
const long = /\/test\/(faults\/|api\/(sweep|bad-input)\.)/;

/** Begins with the long files; on a fresh clone nothing else is known of how long a file takes. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => long.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((each) => !isLong(each))];
  }
}

/** `fast` is what `npm run check` runs; `slow` boots the local cloud and adds the long searches. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
    // A third of the time went into loading the same modules for every file; all state is in clouds that files boot.
    isolate: false,
    // In MB: as small as it begins by itself, the young generation of so many threads is collected all the time.
    execArgv: ['--min-semi-space-size=16'],
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/{unit,architecture,infra}/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'slow',
          include: ['test/{contract,api,faults,model}/**/*.test.ts'],
          globalSetup: ['test/support/assembly.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
