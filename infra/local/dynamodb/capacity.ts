/** What was consumed of a table or an index. */
export interface Consumption {
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Running totals of consumed capacity, whether or not a request asked for it. */
export interface CapacityMeter {
  /** What a table or one of its indexes has consumed since the last `reset`. */
  of(tableName: string, indexName?: string): Consumption;
  /** Everything consumed, by `table` or `table/index`. */
  all(): Readonly<Record<string, Consumption>>;
  reset(): void;
}

/** How much ConsumedCapacity an answer shows. */
export type CapacityDetail = 'NONE' | 'TOTAL' | 'INDEXES';

type Direction = 'read' | 'write';

/** Collects what one request consumes. */
export interface Tally {
  add(direction: Direction, units: number, tableName: string, indexName?: string): void;
  /** The ConsumedCapacity of each table. Transactions also name the direction of their units. */
  report(detail: CapacityDetail, direction?: Direction): readonly Record<string, unknown>[];
}

const none: Consumption = { requests: 0, readUnits: 0, writeUnits: 0 };

/** Write units of an item: one for each begun KB. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

/** Read units for a number of bytes read: one for each begun 4 KB, half when eventual. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);
}

/** Makes a meter and the tallies that feed it. */
export function createMeter(): { readonly meter: CapacityMeter; begin(): Tally } {
  const totals = new Map<string, Consumption>();

  const count = (key: string, direction: Direction, units: number, requests: number) => {
    const total = totals.get(key) ?? none;
    totals.set(key, {
      requests: total.requests + requests,
      readUnits: total.readUnits + (direction === 'read' ? units : 0),
      writeUnits: total.writeUnits + (direction === 'write' ? units : 0),
    });
  };

  const begin = (): Tally => {
    const spent = new Map<string, { table: number; indexes: Map<string, number> }>();
    return {
      add(direction, units, tableName, indexName) {
        let entry = spent.get(tableName);
        const first = !entry;
        entry ??= { table: 0, indexes: new Map() };
        spent.set(tableName, entry);
        if (indexName === undefined) {
          entry.table += units;
          count(tableName, direction, units, first ? 1 : 0);
          return;
        }
        const before = entry.indexes.get(indexName);
        entry.indexes.set(indexName, (before ?? 0) + units);
        count(`${tableName}/${indexName}`, direction, units, before === undefined ? 1 : 0);
        if (first) count(tableName, direction, 0, 1);
      },
      report(detail, direction) {
        if (detail === 'NONE') return [];
        const show = (units: number) => ({
          ...(direction === 'read' && { ReadCapacityUnits: units }),
          ...(direction === 'write' && { WriteCapacityUnits: units }),
          CapacityUnits: units,
        });
        return [...spent].map(([tableName, { table, indexes }]) => ({
          TableName: tableName,
          ...show([...indexes.values()].reduce((sum, units) => sum + units, table)),
          ...(detail === 'INDEXES' && {
            Table: show(table),
            ...(indexes.size > 0 && {
              GlobalSecondaryIndexes: Object.fromEntries(
                [...indexes].map(([name, units]) => [name, show(units)]),
              ),
            }),
          }),
        }));
      },
    };
  };

  return {
    begin,
    meter: {
      of: (tableName, indexName) =>
        totals.get(indexName === undefined ? tableName : `${tableName}/${indexName}`) ?? none,
      all: () => Object.fromEntries(totals),
      reset: () => totals.clear(),
    },
  };
}
