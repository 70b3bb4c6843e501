import * as z from 'zod';

/** An error of an AWS client, or of the network below it. */
const Failure = z.looseObject({
  name: z.string(),
  code: z.unknown().optional(),
  $metadata: z.looseObject({ httpStatusCode: z.number().optional() }).optional(),
});

/** How services say that there was too much, or that another is still at it, whatever status they give. */
const passing = new Set([
  // Of a call that was ended because somebody had waited for it long enough.
  'AbortError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);

const network = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT']);

/** Whether a service that we depend on was down, slow or had too much to do: trying again later helps. */
export function isPassing(error: unknown): boolean {
  const { data } = Failure.safeParse(error);
  if (!data) return false;
  const { name, code, $metadata } = data;
  const isDown = ($metadata?.httpStatusCode ?? 0) >= 500;
  return isDown || passing.has(name) || (typeof code === 'string' && network.has(code));
}
