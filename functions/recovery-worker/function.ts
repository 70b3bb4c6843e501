import { defineFunction } from '../define-function.ts';

export const recoveryWorkerFunction = defineFunction({
  entry: 'functions/recovery-worker/handler.ts',
  trigger: { kind: 'queue', queue: 'recovery', batchSize: 5 },
  needs: [
    'identity:write',
    'cognito:recover',
    'cognito:remind',
    'cognito:restore-contacts',
    'cognito:sign-out',
    'recovery:send',
    'text:send',
    'sso-policy:read',
    'mail:send',
  ],
  errorImpact:
    'People who forgot their password get no link, and nobody is told of changed passwords.',
  timeout: 30,
  bundleBudget: 640,
});
