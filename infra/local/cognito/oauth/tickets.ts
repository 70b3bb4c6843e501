import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { CloudContext } from '../../service.ts';
import { hashToken } from '../auth-sessions.ts';

/** Opaque values that browsers and clients carry between requests; only their hashes are kept. */
export interface Tickets {
  /** `life` in milliseconds. */
  issue(kind: TicketKind, document: object, life: number): string;
  /** What was issued and has not ended; undefined otherwise. */
  read<T>(kind: TicketKind, schema: z.ZodType<T>, ticket: string | undefined): T | undefined;
  /** As `read`, for the last time. */
  take<T>(kind: TicketKind, schema: z.ZodType<T>, ticket: string | undefined): T | undefined;
}

type TicketKind = 'code' | 'federation' | 'signed-in';

const Row = z.object({ kind: z.string(), expires_at: z.number(), document: z.string() });

/** Opens the tickets kept in the database. */
export function openTickets({
  database,
  clock,
}: Pick<CloudContext, 'database' | 'clock'>): Tickets {
  const insert = database.prepare('INSERT INTO cognito_tickets VALUES (?, ?, ?, ?)');
  const select = database.prepare('SELECT * FROM cognito_tickets WHERE hash = ?');
  const remove = database.prepare('DELETE FROM cognito_tickets WHERE hash = ?');
  const prune = database.prepare('DELETE FROM cognito_tickets WHERE expires_at <= ?');

  const read: Tickets['read'] = (kind, schema, ticket) => {
    const found = ticket && select.get(hashToken(ticket));
    const row = found && Row.parse(found);
    if (!row || row.kind !== kind || row.expires_at <= clock.now()) return undefined;
    return schema.parse(JSON.parse(row.document));
  };

  return {
    read,
    issue(kind, document, life) {
      prune.run(clock.now());
      const ticket = randomBytes(32).toString('base64url');
      insert.run(hashToken(ticket), kind, clock.now() + life, JSON.stringify(document));
      return ticket;
    },
    take(kind, schema, ticket) {
      const document = read(kind, schema, ticket);
      if (document !== undefined && ticket) remove.run(hashToken(ticket));
      return document;
    },
  };
}
