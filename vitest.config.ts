import { defineConfig } from 'vitest/config';

/** `fast` is what `npm run check` runs; `slow` boots the local cloud and adds the long searches. */
export default defineConfig({
  test: {
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
