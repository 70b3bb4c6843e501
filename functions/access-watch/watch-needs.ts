import type { AccessRequestStore } from '#shared/access-requests/access-request-store';
import type { CarryOutNeeds } from '#shared/access-requests/carry-out';
import type { OpenReviewNeeds } from '#shared/access-reviews/open-access-review';
import type { ReviewStore } from '#shared/access-reviews/review-store';
import type { Administrators } from '#shared/auth/administrators';
import type { Mailer } from '#shared/mail/mailer';
import type { Log } from '#shared/observability/logger';
import type { RoleStore } from '#shared/permissions/role-store';

/** What the schedule that looks after access works with. */
export interface WatchNeeds extends CarryOutNeeds, OpenReviewNeeds {
  readonly requests: AccessRequestStore;
  readonly reviews: ReviewStore;
  readonly roles: Pick<RoleStore, 'find' | 'list'>;
  readonly administrators: Administrators;
  readonly mailer: Mailer;
  readonly appOrigin: string;
  readonly log: Pick<Log, 'error'>;
}
