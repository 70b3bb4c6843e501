import type { Log } from '#shared/observability/logger';
import type { Mailer } from './mailer.ts';
import type { Suppressions } from './suppressions.ts';

/**
 * A mailer that sends nothing to suppressed addresses: mailing those again costs the sender their
 * reputation. What is left out is counted where administrators see it, and is no error.
 */
export function toWorkingAddresses(
  mailer: Mailer,
  suppressions: Pick<Suppressions, 'find' | 'noteSkipped'>,
  log: Log,
): Mailer {
  return {
    async send(mail) {
      if (!(await suppressions.find(mail.to))) return await mailer.send(mail);
      await suppressions.noteSkipped(mail.to);
      log.warn('mail.skipped', 'A mail was not sent: its address is suppressed.', {
        object: mail.name,
      });
    },
  };
}
