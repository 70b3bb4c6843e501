import * as z from 'zod';
import type { CloudContext } from '../service.ts';
import type { Mailbox } from './addresses.ts';

export const suppressionReasons = ['BOUNCE', 'COMPLAINT'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** An address or domain that may send; what comes from the template counts as verified. */
export interface Identity {
  readonly name: string;
  readonly configurationSet: string | undefined;
}

/** Where a configuration set sends events, and of which types (`bounce`, `delivery` …). */
export interface EventDestination {
  readonly types: ReadonlySet<string>;
  readonly busName: string;
}

export interface ConfigurationSet {
  readonly name: string;
  /** Which entries of the suppression list hold for mail of this set. */
  readonly suppresses: ReadonlySet<string>;
  readonly destinations: ReadonlyMap<string, EventDestination>;
}

const Suppressed = z
  .object({ address: z.string(), reason: z.enum(suppressionReasons), updated_at: z.number() })
  .transform(({ address, reason, updated_at: updatedAt }) => ({ address, reason, updatedAt }));
export type Suppressed = z.infer<typeof Suppressed>;

/** What SES knows: identities and sets come from the template, the suppression list is data. */
export interface SesState {
  readonly identities: Map<string, Identity>;
  readonly sets: Map<string, ConfigurationSet>;
  /** The identity that covers a sender: the address, its domain or a domain above it. */
  findIdentity(sender: Mailbox): Identity | undefined;
  suppress(address: string, reason: SuppressionReason): void;
  findSuppressed(address: string): Suppressed | undefined;
  listSuppressed(): readonly Suppressed[];
  /** Whether the address was on the list. */
  unsuppress(address: string): boolean;
  reset(): void;
}

export function openSesState({ database, clock }: CloudContext): SesState {
  database.exec(`CREATE TABLE IF NOT EXISTS ses_suppressed (
    address TEXT PRIMARY KEY, reason TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT`);
  const upsert = database.prepare('REPLACE INTO ses_suppressed VALUES (?, ?, ?)');
  const selectOne = database.prepare('SELECT * FROM ses_suppressed WHERE address = ?');
  const selectAll = database.prepare('SELECT * FROM ses_suppressed ORDER BY address');
  const deleteOne = database.prepare('DELETE FROM ses_suppressed WHERE address = ?');
  const identities = new Map<string, Identity>();

  return {
    identities,
    sets: new Map(),
    findIdentity({ address, domain }) {
      const labels = domain.split('.');
      const domains = labels.map((_, index) => labels.slice(index).join('.'));
      const covering = [address.toLowerCase(), ...domains].find((name) => identities.has(name));
      return covering === undefined ? undefined : identities.get(covering);
    },
    suppress(address, reason) {
      upsert.run(address.toLowerCase(), reason, clock.now());
    },
    findSuppressed(address) {
      const row = selectOne.get(address.toLowerCase());
      return row && Suppressed.parse(row);
    },
    listSuppressed: () => selectAll.all().map((row) => Suppressed.parse(row)),
    unsuppress: (address) => deleteOne.run(address.toLowerCase()).changes > 0,
    reset() {
      database.exec('DELETE FROM ses_suppressed');
    },
  };
}
