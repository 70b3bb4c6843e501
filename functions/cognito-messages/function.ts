import { defineFunction } from '../define-function.ts';

export const cognitoMessagesFunction = defineFunction({
  entry: 'functions/cognito-messages/handler.ts',
  trigger: { kind: 'user-pool', triggers: ['customEmailSender', 'customSmsSender'] },
  needs: ['identity:write', 'cognito-codes:decrypt', 'mail:send', 'text:send', 'companies:read'],
  errorImpact: 'Invitations, recovery links and codes do not reach people.',
  timeout: 30,
  bundleBudget: 950,
});
