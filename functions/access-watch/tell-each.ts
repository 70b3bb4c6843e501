import { isPassing } from '#shared/errors/passing-failure';
import type { Mail } from '#shared/mail/mailer';
import { stackOf } from '#shared/observability/logger';
import type { WatchNeeds } from './watch-needs.ts';

/**
 * Sends mails that belong together. One that is refused for good is left out: sent again and again with
 * the others, it would fill everybody else's inbox. Throws when it is worth to try all again.
 */
export async function tellEach(
  { mailer, log }: Pick<WatchNeeds, 'mailer' | 'log'>,
  mails: readonly Mail[],
): Promise<void> {
  for (const mail of mails)
    try {
      await mailer.send(mail);
    } catch (error) {
      if (isPassing(error)) throw error;
      log.error('access-watch.mail-refused', 'A mail about access was not taken.', {
        object: mail.name,
        stack: stackOf(error),
      });
    }
}
