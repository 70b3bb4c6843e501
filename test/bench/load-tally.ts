import { printTable } from './measure.ts';

/** What was answered, by operation and status. */
export interface Tally {
  note(operation: string, status: number, milliseconds: number): void;
  /** Answers of these statuses, over all operations. */
  count(accepts: (status: number) => boolean): number;
  print(title: string): void;
}

/** The value below which this part of the sorted values lies. */
function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

export function createTally(): Tally {
  const times = new Map<string, number[]>();
  const statuses = new Map<string, Map<number, number>>();
  return {
    note(operation, status, milliseconds) {
      times.set(operation, [...(times.get(operation) ?? []), milliseconds]);
      const counts = statuses.get(operation) ?? new Map<number, number>();
      statuses.set(operation, counts.set(status, (counts.get(status) ?? 0) + 1));
    },
    count: (accepts) =>
      [...statuses.values()]
        .flatMap((counts) => [...counts])
        .reduce((sum, [status, count]) => sum + (accepts(status) ? count : 0), 0),
    print(title) {
      const head = ['operation', 'requests', 'p50', 'p95', 'p99', 'unit', 'statuses'];
      const rows = [...times].map(([operation, taken]) => {
        const sorted = taken.toSorted((one, other) => one - other);
        const counts = [...(statuses.get(operation) ?? [])].map(
          ([status, n]) => `${n} × ${status}`,
        );
        return [
          operation,
          String(taken.length),
          ...[0.5, 0.95, 0.99].map((part) => percentile(sorted, part).toFixed(0)),
          'ms',
          counts.join(', '),
        ];
      });
      printTable(title, head, rows);
    },
  };
}
