import type { PasswordPolicy } from '#shared/auth/auth-policy';
import { daysUntil, passwordDueAt } from '#shared/auth/password-age';
import type { People } from '#shared/auth/people';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import { belongsToCompany, type Companies } from '#shared/auth/sso-policy';
import type { Clock } from '#shared/domain/clock';
import { composeMail } from '#shared/mail/compose-mail';
import type { Mailer } from '#shared/mail/mailer';
import type { ReminderStore } from './reminder-store.ts';

export interface RemindNeeds {
  readonly people: People;
  readonly reminders: ReminderStore;
  readonly mailer: Mailer;
  readonly companies: Companies;
  readonly policy: Pick<PasswordPolicy, 'maxAgeDays' | 'reminderDays'>;
  readonly appOrigin: string;
  readonly clock: Clock;
}

const pageSize = 100;

/**
 * Reminds people by mail some days before their password has to be changed, once per day named in
 * the policy and due date; a missed day is made up for. Returns how many mails went out.
 */
export async function remindOfPasswords(needs: RemindNeeds): Promise<number> {
  if (needs.policy.maxAgeDays === 0) return 0;
  let sent = 0;
  let after: string | undefined;
  do {
    const page = await needs.people.page({ after, limit: pageSize });
    for (const person of page.people) if (await remind(needs, person)) sent += 1;
    after = page.next;
  } while (after !== undefined);
  return sent;
}

/** Who signs in through their company has no password here. */
async function remind(needs: RemindNeeds, person: StoredPrincipal): Promise<boolean> {
  const { reminders, mailer, companies, policy, appOrigin, clock } = needs;
  const dueAt = passwordDueAt(person, policy);
  if (person.status !== 'active' || dueAt === undefined) return false;
  if (belongsToCompany(companies, person.email)) return false;
  const left = daysUntil(dueAt, clock.now());
  const day = reminderFor(left, policy.reminderDays);
  if (day === undefined || !(await reminders.claim(person.userId, dueAt, day))) return false;
  const facts = { due: dueAt.toISOString().slice(0, 10) };
  await mailer.send(composeMail('passwordDue', person, facts, appOrigin));
  await reminders.settle(person.userId, dueAt, day);
  return true;
}

/** The reminder that is due with so many days left: of those whose day has come, the latest. */
function reminderFor(left: number, days: readonly number[]): number | undefined {
  if (left <= 0) return undefined;
  return days.filter((day) => left <= day).sort((a, b) => a - b)[0];
}
