import { defineFunction } from '../define-function.ts';

export const mergeWorkerFunction = defineFunction({
  entry: 'functions/merge-worker/handler.ts',
  trigger: { kind: 'queue', queue: 'merges', batchSize: 1 },
  needs: ['records:write', 'identity:read', 'merges:send'],
  errorImpact: 'Merges of records with very many relations do not come to their end.',
  timeout: 120,
  memory: 1_024,
  bundleBudget: 620,
});
