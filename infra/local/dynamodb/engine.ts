import type { CloudContext } from '../service.ts';
import { type Backups, openBackups } from './backups.ts';
import { type CapacityMeter, createMeter, type Tally } from './capacity.ts';
import { type Catalogue, openCatalogue } from './catalogue.ts';
import { type Expired, type Expiry, openExpiry } from './expiry.ts';
import { type FollowedRows, followRows } from './followed-rows.ts';
import { type History, openHistory } from './history.ts';
import { type IndexWriter, openIndexWriter } from './index-writer.ts';
import { openRows } from './rows.ts';
import { openStreamLog, type StreamLog } from './stream-log.ts';
import { openTokens, type Tokens } from './tokens.ts';
import { createWriter, type Writer } from './writer.ts';

/** The parts that the operations work with. */
export interface Engine {
  readonly context: CloudContext;
  readonly catalogue: Catalogue;
  readonly rows: FollowedRows;
  readonly indexes: IndexWriter;
  readonly streams: StreamLog;
  readonly expiry: Expiry;
  readonly history: History;
  readonly backups: Backups;
  readonly tokens: Tokens;
  readonly writer: Writer;
  readonly meter: CapacityMeter;
  beginTally(): Tally;
}

/** An operation: takes the parsed body, answers with the document to send. */
export type Operation = (engine: Engine, body: unknown) => Readonly<Record<string, unknown>>;

/** Opens storage in the context's database and puts the parts together. */
export function openEngine(context: CloudContext): Engine {
  const { database, clock, faults, region } = context;
  const catalogue = openCatalogue(database);
  const rows = followRows(openRows(database));
  const indexes = openIndexWriter(database, rows, clock, faults);
  const streams = openStreamLog(database, clock, region);
  const tokens = openTokens(context);
  const history = openHistory(context);
  const backups = openBackups(context, rows);
  const { meter, begin } = createMeter();

  const remove = (due: readonly Expired[]) => {
    const tally = begin();
    const tables = new Map(catalogue.all().map((table) => [table.space, table]));
    writer.atomically(() => {
      for (const { space, key } of due) {
        const table = tables.get(space);
        const before = table && rows.get(space, key);
        if (before) writer.write({ table, key, before, after: undefined, expired: true }, tally);
        else if (table) expiry.note(table, key, undefined);
        else expiry.clear(space);
      }
    });
  };
  const expiry = openExpiry(database, clock, remove);
  const writer: Writer = createWriter(database, { rows, indexes, streams, expiry, history });
  expiry.schedule();

  return {
    context,
    catalogue,
    rows,
    indexes,
    streams,
    expiry,
    history,
    backups,
    tokens,
    writer,
    meter,
    beginTally: begin,
  };
}
