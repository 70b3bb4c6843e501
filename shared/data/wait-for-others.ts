import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '#shared/errors/domain-error';

const attempts = 6;

/**
 * Waits before a write is tried again that met somebody else's: growing random pauses, about 1.5 s in all.
 * After the sixth try it throws `service.unavailable` with what stood in the way as its cause.
 */
export async function waitForOthers(attempt: number, cause: unknown): Promise<void> {
  if (attempt === attempts)
    throw new DomainError('service.unavailable', { retryAfter: 1 }, { cause });
  await pause(25 * 2 ** attempt * (0.5 + Math.random() / 2));
}
