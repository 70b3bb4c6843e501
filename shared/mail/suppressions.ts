/** Why no mail goes to an address: it was refused for good, or its owner calls our mail unwanted. */
export const suppressionReasons = ['bounce', 'complaint'] as const;

export type SuppressionReason = (typeof suppressionReasons)[number];

/** An address that gets no mail. */
export interface Suppression {
  readonly reason: SuppressionReason;
  /** Since when; UTC, ISO-8601. */
  readonly since: string;
  /** How many mails were not sent because of it. */
  readonly skipped: number;
  /** Whether administrators were told. */
  readonly told: boolean;
}

/** Addresses that get no mail until an administrator lifts it. Addresses count in small letters. */
export interface Suppressions {
  find(address: string): Promise<Suppression | undefined>;
  /** Those of the addresses that are suppressed, by address. */
  findMany(addresses: readonly string[]): Promise<ReadonlyMap<string, Suppression>>;
  /** Suppresses an address; one that is suppressed keeps its first reason. */
  add(address: string, reason: SuppressionReason): Promise<Suppression>;
  noteTold(address: string): Promise<void>;
  noteSkipped(address: string): Promise<void>;
  lift(address: string): Promise<void>;
}
