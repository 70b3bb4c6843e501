import { createHash } from 'node:crypto';
import { encodeTime } from 'ulid';
import { type AccessReview, reviewDays } from '#shared/access-reviews/access-review';
import { openAccessReview } from '#shared/access-reviews/open-access-review';
import { systemPrincipalId } from '#shared/imports/system-principal';
import { composeMail } from '#shared/mail/compose-mail';
import { tellEach } from './tell-each.ts';
import type { WatchNeeds } from './watch-needs.ts';

const day = 86_400_000;

/** Days before a review is due on which it is called to mind. */
const reminderDays = [7, 1] as const;

/**
 * Opens a review ninety days after the last one was opened, or after the organisation began, unless one
 * is still open; and calls open ones to mind when they open, before they are due and every week after.
 */
export async function watchAccessReviews(needs: WatchNeeds): Promise<number> {
  const reviews = await needs.reviews.list();
  const open = reviews.filter(({ closedAt }) => closedAt === undefined);
  if (open.length === 0) {
    const opened = await openWhenDue(needs, reviews[0]);
    if (opened) open.push(opened);
  }
  let reminded = 0;
  for (const review of open) if (await remind(needs, review)) reminded += 1;
  return reminded;
}

async function openWhenDue(
  needs: WatchNeeds,
  last: AccessReview | undefined,
): Promise<AccessReview | undefined> {
  const now = needs.clock.now().getTime();
  const since = last?.openedAt ?? (await firstPersonAt(needs));
  if (since === undefined) return undefined;
  const due = Date.parse(since) + reviewDays * day;
  if (due > now) return undefined;
  // The same review for whoever opens it: a schedule may run twice.
  const text = createHash('sha256').update(`access review ${since}`).digest('hex').toUpperCase();
  return openAccessReview(needs, systemPrincipalId, `${encodeTime(due, 10)}${text.slice(0, 16)}`);
}

async function firstPersonAt({ people }: WatchNeeds): Promise<string | undefined> {
  const { people: first } = await people.page({ after: undefined, limit: 1 });
  return first[0]?.createdAt;
}

/** The reminder whose time has come: `opened`, `7`, `1`, or a week after the due date. */
function reminderOf({ dueAt }: AccessReview, now: number): string {
  const left = Date.parse(dueAt) - now;
  if (left <= 0) return `overdue-${Math.floor(-left / (7 * day))}`;
  const days = reminderDays.filter((each) => left <= each * day).at(-1);
  return days === undefined ? 'opened' : String(days);
}

async function remind(needs: WatchNeeds, review: AccessReview): Promise<boolean> {
  const { reviews, administrators, appOrigin, clock } = needs;
  const reminder = reminderOf(review, clock.now().getTime());
  if (review.reminded.includes(reminder)) return false;
  const found = await reviews.find(review.reviewId);
  const left = found?.lines.filter(({ decision }) => !decision).length ?? 0;
  const facts = { people: String(review.people), left: String(left), at: review.dueAt };
  const mail = reminder.startsWith('overdue') ? 'accessReviewOverdue' : 'accessReviewDue';
  const mails = (await administrators.list()).map((person) =>
    composeMail(mail, person, facts, appOrigin),
  );
  await tellEach(needs, mails);
  await reviews.noteReminder(review.reviewId, reminder);
  return true;
}
