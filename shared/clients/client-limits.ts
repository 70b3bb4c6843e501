/**
 * How often a client of AWS tries, and how long each try may take in milliseconds. Without
 * `throwOnRequestTimeout` the SDK only warns and goes on waiting. Where somebody waits, all tries of a
 * call together have less: `in-time.ts`.
 */
function limits(maxAttempts: number, requestTimeout: number) {
  const requestHandler = { connectionTimeout: 1_000, requestTimeout, throwOnRequestTimeout: true };
  return { maxAttempts, requestHandler };
}

/** Tables, queues, keys and the event bus. */
export const quickCalls = limits(3, 3_000);

/** Cognito may wait five seconds for a trigger, and a code or session that was used is not good again. */
export const accountCalls = limits(2, 4_500);

/** Mail and text messages, which workers send. */
export const messageCalls = limits(3, 5_000);

/** Buckets: a part of a large file takes its time. */
export const fileCalls = limits(3, 20_000);
