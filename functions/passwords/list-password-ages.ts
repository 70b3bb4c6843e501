import type { AuthPolicy } from '#shared/auth/auth-policy';
import { daysUntil, passwordDueAt } from '#shared/auth/password-age';
import type { People } from '#shared/auth/people';
import { departuresOf, type PolicyDeparture } from '#shared/auth/policy-departures';
import type { StoredPrincipal } from '#shared/auth/principal-item';
import type { Clock } from '#shared/domain/clock';

export interface PasswordAgeNeeds {
  readonly people: People;
  readonly policy: AuthPolicy;
  readonly clock: Clock;
}

export interface PasswordAge
  extends Pick<StoredPrincipal, 'userId' | 'name' | 'email' | 'status' | 'passwordChangedAt'> {
  readonly ageDays?: number;
  readonly dueAt?: string;
  readonly daysLeft?: number;
}

export interface PasswordAges {
  readonly departures: readonly PolicyDeparture[];
  readonly people: readonly PasswordAge[];
  readonly next: string | undefined;
}

/** How old people's passwords are, and where the deployment's choices depart from standards. */
export async function listPasswordAges(
  { people, policy, clock }: PasswordAgeNeeds,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<PasswordAges> {
  const page = await people.page({ after: cursor, limit });
  const now = clock.now();
  return {
    departures: departuresOf(policy),
    people: page.people.map((person) => ageOf(person, policy, now)),
    next: page.next,
  };
}

function ageOf(person: StoredPrincipal, { password }: AuthPolicy, now: Date): PasswordAge {
  const { userId, name, email, status, passwordChangedAt } = person;
  const due = passwordDueAt(person, password);
  return {
    ...{ userId, name, email, status, passwordChangedAt },
    ...(passwordChangedAt ? { ageDays: -daysUntil(new Date(passwordChangedAt), now) } : {}),
    ...(due ? { dueAt: due.toISOString(), daysLeft: daysUntil(due, now) } : {}),
  };
}
