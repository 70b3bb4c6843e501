import type { RecoveryQueue } from '#shared/auth/recovery-message';
import type { TextedName } from '#shared/mail/mails/notice-mails';

/** Has notices go to phones as well: as work of its own, so that a phone in trouble repeats no mail. */
export interface NoticeTexts {
  follow(userId: string, notice: TextedName, formerPhone?: string): Promise<void>;
}

/** Through the queue that the mails came from; nothing where the deployment sends no text messages. */
export function createNoticeTexts(queue: RecoveryQueue, sender: string): NoticeTexts {
  return {
    async follow(userId, notice, formerPhone) {
      if (sender === 'none') return;
      await queue.send({
        kind: 'notify-by-text',
        userId,
        notice,
        ...(formerPhone === undefined ? {} : { formerPhone }),
      });
    },
  };
}
