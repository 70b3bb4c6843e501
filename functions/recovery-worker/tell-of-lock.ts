import type { Administrators } from '#shared/auth/administrators';
import type { Directory } from '#shared/auth/directory';
import { composeMail } from '#shared/mail/compose-mail';
import type { Mailer } from '#shared/mail/mailer';

export interface TellOfLockNeeds {
  readonly directory: Pick<Directory, 'find'>;
  readonly administrators: Administrators;
  readonly mailer: Mailer;
  readonly appOrigin: string;
}

/** Tells the other administrators that one of them has locked somebody; better twice than never. */
export async function tellOfLock(
  { directory, administrators, mailer, appOrigin }: TellOfLockNeeds,
  {
    userId,
    byUserId,
    at,
  }: { readonly userId: string; readonly byUserId: string; readonly at: string },
): Promise<void> {
  const [person, by] = await Promise.all([directory.find(userId), directory.find(byUserId)]);
  if (!person || !by) return;
  const facts = { name: person.name, address: person.email, by: by.name, at };
  for (const administrator of await administrators.list())
    if (administrator.userId !== byUserId)
      await mailer.send(composeMail('accountLockedBy', administrator, facts, appOrigin));
}
