import { defineFunction } from '../define-function.ts';

export const searchIndexFunction = defineFunction({
  entry: 'functions/search-index/handler.ts',
  trigger: { kind: 'record-images', batchSize: 100 },
  needs: ['search:write', 'records:read', 'definitions:read'],
  errorImpact: 'New and changed records are not found by search.',
  timeout: 60,
  bundleBudget: 920,
});
