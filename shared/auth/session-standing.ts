/**
 * What a restricted session is for: to set a new password once the old one is too old, to enrol a
 * second factor where the role asks for one. It may do that and nothing else.
 */
export const restrictions = ['set-password', 'enrol-factor'] as const;

export type Restriction = (typeof restrictions)[number];

/** How long a proof of identity counts, in milliseconds: five minutes. */
export const stepUpLife = 5 * 60_000;

/** How the session of a request stands, as the gate found it. */
export interface SessionStanding {
  /** Absent: the session may do all that the person may. */
  readonly restriction?: Restriction | undefined;
  /** Whether the person proved who they are, with all their factors, within the last five minutes. */
  readonly steppedUp?: boolean | undefined;
}
