import { defineFunction } from '../define-function.ts';

export const searchRebuildFunction = defineFunction({
  entry: 'functions/search-rebuild/handler.ts',
  trigger: { kind: 'queue', queue: 'search-rebuild', batchSize: 1 },
  needs: [
    ...(['search:write', 'search:scan', 'search-rebuild:send'] as const),
    ...(['records:read', 'definitions:read', 'jobs:write'] as const),
  ],
  errorImpact: 'The search index is not made anew.',
  timeout: 120,
  bundleBudget: 960,
});
