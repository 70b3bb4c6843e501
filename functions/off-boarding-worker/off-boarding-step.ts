import type { Administrators } from '#shared/auth/administrators';
import type { AuthenticatorCopies } from '#shared/auth/authenticator-copies';
import type {
  AccountAdministration,
  FactorAdministration,
  GlobalSignOut,
} from '#shared/auth/identity-provider';
import type { PasskeysOfPerson } from '#shared/auth/passkeys-of-person';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { SavedCodes } from '#shared/auth/saved-codes';
import type { SessionStore } from '#shared/auth/session-store';
import type { Clock } from '#shared/domain/clock';
import type { IdSource } from '#shared/domain/ids';
import type { Mailer } from '#shared/mail/mailer';
import type { Definitions } from '#shared/objects/definitions';
import type { Belongings } from '#shared/off-boarding/belongings';
import type { OffBoarding, StepDone } from '#shared/off-boarding/off-boarding';
import type { OffBoardingStore } from '#shared/off-boarding/off-boarding-store';
import type { RecordsOfPerson } from '#shared/off-boarding/records-of-person';
import type { UserStore } from '#shared/users/user-store';

/** What the steps of an off-boarding work with. */
export interface OffBoardingNeeds {
  readonly store: Pick<OffBoardingStore, 'find' | 'save'>;
  readonly users: Pick<UserStore, 'find' | 'change' | 'list'>;
  readonly sessions: Pick<SessionStore, 'sweep'>;
  readonly provider: Pick<AccountAdministration, 'disable' | 'setRandomPassword'> &
    Pick<FactorAdministration, 'removeFactors'> &
    GlobalSignOut;
  readonly savedCodes: Pick<SavedCodes, 'remove'>;
  readonly passkeys: Pick<PasskeysOfPerson, 'list' | 'revokeAll'>;
  readonly keys: Belongings;
  readonly views: Belongings;
  readonly reviews: Belongings;
  readonly shares: Belongings;
  readonly copies: Pick<AuthenticatorCopies, 'forget'>;
  readonly records: Pick<RecordsOfPerson, 'count' | 'page' | 'handOver'>;
  readonly definitions: Definitions;
  readonly administrators: Administrators;
  readonly mailer: Mailer;
  readonly appOrigin: string;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** A step's work: repeating it changes nothing. */
export interface StepTask {
  readonly job: OffBoarding;
  readonly leaver: StoredPrincipal;
  /** False once the time of the function is nearly over. */
  readonly mayGoOn: () => boolean;
}

export type StepResult =
  | ({ readonly kind: 'done'; readonly job?: OffBoarding } & Pick<StepDone, 'count' | 'skipped'>)
  /** There is more to do, with the next message. */
  | { readonly kind: 'unfinished' }
  /** Another worker has moved the off-boarding on. */
  | { readonly kind: 'overtaken' };

export type Step = (needs: OffBoardingNeeds, task: StepTask) => Promise<StepResult>;
