import type { Clock } from '#shared/domain/clock';
import type { NoticeName } from '#shared/mail/mails/notice-mails';
import type { RecoveryQueue } from './recovery-message.ts';

export interface TellNeeds {
  readonly queue: RecoveryQueue;
  readonly clock: Clock;
}

/** Where somebody was reached until a moment ago: they must hear of a change there too. */
export interface FormerContacts {
  readonly formerEmail?: string | undefined;
  readonly formerPhone?: string | undefined;
}

/** Has the owner of an account told what has happened to it. */
export async function tellOwner(
  { queue, clock }: TellNeeds,
  userId: string,
  notice: NoticeName,
  former: FormerContacts = {},
): Promise<void> {
  const at = clock.now().toISOString();
  await queue.send({ kind: 'notify', userId, notice, at, ...former });
}
