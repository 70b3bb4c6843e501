import { defineFunction } from '../define-function.ts';

export const importPlanFunction = defineFunction({
  entry: 'functions/import-plan/handler.ts',
  trigger: { kind: 'queue', queue: 'import-files', batchSize: 1 },
  needs: ['jobs:write', 'identity:read', 'files:read', 'files:write', 'import-rows:send'],
  errorImpact: 'Files that people dropped or uploaded are not imported.',
  timeout: 300,
  // Reading, decoding and parsing is all CPU: 1,769 MB is one whole processor (AWS: Lambda quotas).
  memory: 1_769,
  bundleBudget: 2_150,
});
