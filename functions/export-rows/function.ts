import { defineFunction } from '../define-function.ts';

export const exportRowsFunction = defineFunction({
  entry: 'functions/export-rows/handler.ts',
  trigger: { kind: 'queue', queue: 'exports', batchSize: 1 },
  needs: ['records:read', 'jobs:write', 'identity:read', 'exports:write'],
  errorImpact: 'Exports that people asked for are not written.',
  // Lambda's longest: a million rows in one go, with memory that stays flat.
  timeout: 900,
  memory: 1_769,
  bundleBudget: 900,
});
