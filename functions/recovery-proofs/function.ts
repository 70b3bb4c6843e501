import { defineFunction } from '../define-function.ts';

export const recoveryProofsFunction = defineFunction({
  entry: 'functions/recovery-proofs/handler.ts',
  trigger: {
    kind: 'user-pool',
    triggers: ['defineAuthChallenge', 'createAuthChallenge', 'verifyAuthChallengeResponse'],
  },
  needs: ['identity:write', 'authenticator-copies:open', 'auth-policy:read'],
  errorImpact: 'People cannot get back in by authenticator, saved code or security questions.',
  // A hash takes 200 ms of a whole CPU and 32 MB; Cognito waits five seconds.
  memory: 1_024,
  timeout: 5,
  bundleBudget: 640,
});
