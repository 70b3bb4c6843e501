import type { CloudContext } from './service.ts';

/** Runs work in a later turn, held by the clock; a failure is told to the operator. */
export function inBackground(
  context: Pick<CloudContext, 'clock' | 'warn'>,
  work: () => void | Promise<void>,
): void {
  const later = new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
  context.clock.hold(
    later.then(work).catch((error: unknown) => {
      context.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }),
  );
}
