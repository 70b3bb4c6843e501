import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AppClient } from './client-definition.ts';
import { notAuthorized } from './errors.ts';

/**
 * Checks `Base64(HMAC-SHA256(clientSecret, username + clientId))` where the client has a secret.
 * Throws `NotAuthorizedException` where it is missing, wrong or not expected.
 */
export function checkSecretHash(
  { id, secret }: AppClient,
  username: string,
  secretHash: string | undefined,
): void {
  if (secret === undefined) refuseUnexpected(id, secretHash);
  else if (secretHash === undefined)
    throw notAuthorized(`Client ${id} is configured with secret but SECRET_HASH was not received`);
  else if (!equal(hashOf(secret, username + id), secretHash))
    throw notAuthorized(`Unable to verify secret hash for client ${id}`);
}

/** As `checkSecretHash`, for operations that take the secret itself. */
export function checkSecret({ id, secret }: AppClient, given: string | undefined): void {
  if (secret === undefined) refuseUnexpected(id, given);
  else if (given === undefined || !equal(secret, given))
    throw notAuthorized(`Unable to verify secret for client ${id}`);
}

function refuseUnexpected(id: string, given: string | undefined): void {
  if (given !== undefined)
    throw notAuthorized(`Client ${id} is not configured with a secret but one was received`);
}

function hashOf(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64');
}

function equal(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
